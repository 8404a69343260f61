import { domainEvents, serverMessages } from '@almanac/contracts';
import { toJob, type RelayedEvent } from '@almanac/platform';
import { PlanningEventRouter } from './planning-event.router';

const id = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
const ownerId = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02';

describe('the router of planning', () => {
  const router = new PlanningEventRouter();
  const route = (name: string, payload: object) =>
    router.route({ name, payload, streamId: id } as RelayedEvent);

  /** Told to those whom it concerns, by notifications. */
  const personal = ['activity.assigned'];
  const names = Object.keys(domainEvents).filter((name) =>
    /^(planner|section|activity|comment)\./.test(name),
  );

  test.each(names.filter((name) => !personal.includes(name)))(
    '%s reaches somebody, under its own name and with a body that the contract takes',
    (name) => {
      const [thing = ''] = name.split('.');
      const deliveries = route(name, {
        [thing]: { id, ownerId, plannerId: id, activityId: id },
        mentions: [id],
        comments: 1,
      });
      expect(deliveries.length).toBeGreaterThan(0);
      for (const delivery of deliveries) {
        if (delivery.kind !== 'live') throw new Error('not live');
        expect(delivery.type).toBe(name.replace('.', ':'));
        expect(serverMessages[delivery.type].safeParse(delivery.data).success).toBe(true);
        expect([`planner:${id}`, `user:${ownerId}`]).toContain(delivery.room);
      }
    },
  );

  test('a new planner goes to its owner or the members of its team, others’ events nowhere', () => {
    expect(route('planner.created', { planner: { id, ownerId } })).toMatchObject([
      { room: `user:${ownerId}` },
    ]);
    expect(
      route('planner.created', { planner: { id, ownerId: null }, audience: [ownerId, id] }),
    ).toMatchObject([
      { room: `user:${ownerId}`, data: { planner: { id } } },
      { room: `user:${id}`, data: { planner: { id } } },
    ]);
    expect(route('user.updated', { userId: id })).toEqual([]);
  });

  test.each([
    ['collaborator.left', { plannerId: id, user: { id: ownerId, displayName: null } }],
    ['team.member-removed', { teamId: id, userId: ownerId }],
  ])('after %s what they were assigned is released', (name, payload) => {
    expect(route(name, payload)).toEqual([toJob('maintenance', 'release-assignments', { userId: ownerId })]);
  });

  test('a file that was deleted is taken off what it is attached to', () => {
    expect(route('file.deleted', { fileId: id, userId: ownerId })).toEqual([
      toJob('maintenance', 'detach-file', { fileId: id }),
    ]);
  });
});
