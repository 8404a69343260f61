import * as fc from 'fast-check';
import { planPage, type Entry } from './sync-page';
import { readToken, writeToken } from './sync-token';

const ids = [1, 2, 3].map((n) => `01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b0${n}`);
const entry = fc.record({
  name: fc.constantFrom(
    ...[
      'access.gained',
      'access.lost',
      'access.changed',
      'planner.updated',
      'planner.restored',
      'section.created',
    ],
    ...['section.updated', 'section.deleted', 'activity.created', 'activity.updated', 'activity.deleted'],
    ...['activity.moved', 'comment.created', 'comment.deleted'],
  ),
  plannerId: fc.constantFrom(...ids),
  visible: fc.boolean(),
  id: fc.constantFrom(...ids),
  version: fc.constantFrom(null, 1, 3),
  sections: fc.nat(3),
  around: fc.nat(3),
});
const entries = fc.array(entry, { minLength: 1, maxLength: 12 }).map((list): Entry[] =>
  list.map((one, index) => {
    const [thing = ''] = one.name.split('.');
    const type = thing === 'access' ? 'planner' : thing;
    const activityId = type === 'comment' ? one.id : null;
    return { ...one, seq: 10 + index, type, id: type === 'planner' ? one.plannerId : one.id, activityId };
  }),
);

describe('a page of changes', () => {
  test('takes entries in order, at least one, and no more than fit', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 8 }), (list, budget) => {
        const plan = planPage(list, budget);
        expect(plan.taken).toBeGreaterThanOrEqual(1);
        const planned = plan.things.size + plan.planners.size;
        if (plan.taken > 1 || !plan.walk) expect(planned).toBeLessThanOrEqual(Math.max(budget, 1));
        if (plan.walk) expect(plan.walk.seq).toBe(list[plan.taken - 1]?.seq);
      }),
    );
  });

  test('shows every thing that it takes an entry of', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 8 }), (list, budget) => {
        const plan = planPage(list, budget);
        for (const { visible, type, id, plannerId } of list.slice(0, plan.taken)) {
          const shown = visible
            ? plan.planners.has(plannerId) || plan.walk?.plannerId === plannerId
            : plan.things.has(`planner:${plannerId}`);
          expect(shown).toBe(true);
          if (visible && type !== 'planner') expect(plan.things.has(`${type}:${id}`)).toBe(true);
        }
      }),
    );
  });
});

describe('a token', () => {
  const now = new Date('2026-02-02T00:00:00Z');
  const place = fc.record({
    plannerId: fc.constantFrom(...ids),
    rank: fc.nat(2),
    createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
    id: fc.constantFrom(...ids),
  });
  const walk = fc.record({
    only: fc.constantFrom(null, ...ids),
    depth: fc.constant(2),
    after: fc.option(place),
  });

  test('says what was written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.option(walk), (seq, one) => {
        expect(readToken(writeToken({ seq, walk: one }, now))).toEqual({
          seq,
          walk: one,
          issuedAt: now.getTime(),
        });
        if (seq < 1e15) expect(readToken(String(seq))).toEqual({ seq, walk: null, issuedAt: undefined });
      }),
    );
  });

  test('is never read out of something else', () => {
    fc.assert(fc.property(fc.string(), (text) => /^\d+$/.test(text) || readToken(text) === undefined));
  });
});
