import { idOf, type World } from '../world';
import { expireSession } from './checkout';
import { dueOf, type Due } from './lifecycle';

/**
 * Moves time on, step by step, so that everything happens at its own moment and in its order.
 * @param clock a test clock's id; null for all that has none
 * @param target seconds since 1970
 */
export function advance(world: World, clock: string | null, target: number): void {
  for (let steps = 0; steps < 10_000; steps += 1) {
    const next = dues(world, clock)
      .filter((due) => due.at <= target)
      .sort((one, other) => one.at - other.at)[0];
    if (next === undefined) return;
    world.at(Math.max(next.at, world.now(clock)), clock, next.act);
  }
  throw new Error('Time was moved so far that more than 10 000 things would have happened.');
}

function dues(world: World, clock: string | null): Due[] {
  const mine = world.subscriptions
    .all()
    .filter(
      (subscription) => (subscription.test_clock === null ? null : idOf(subscription.test_clock)) === clock,
    );
  const sessions = clock === null ? world.sessions.all().filter((session) => session.status === 'open') : [];
  return [
    ...mine.flatMap((subscription) => dueOf(world, subscription)),
    ...sessions.map((session) => ({ at: session.expires_at, act: () => expireSession(world, session) })),
  ];
}
