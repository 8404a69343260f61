import { serverMessages } from '@almanac/contracts';
import type { RelayedEvent } from '@almanac/platform';
import { PlansEventRouter } from './plans-event.router';

const id = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
const other = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02';

describe('the router of plans', () => {
  const route = (name: string, payload: object) =>
    new PlansEventRouter().route({ name, payload, streamId: id } as RelayedEvent);

  test.each(['created', 'updated', 'deleted', 'restored'])('plan.%s reaches all who share it', (verb) => {
    const deliveries = route(`plan.${verb}`, { plan: { id }, audience: [other, id] });
    expect(deliveries).toMatchObject([
      { room: `user:${other}`, type: `plan:${verb}`, data: { plan: { id } } },
      { room: `user:${id}` },
    ]);
    for (const delivery of deliveries) {
      if (delivery.kind !== 'live') throw new Error('not live');
      expect(serverMessages[delivery.type].safeParse(delivery.data).success).toBe(true);
    }
  });

  test.each(['joined', 'updated', 'left'])('plan.member-%s reaches them, too, and tells who', (verb) => {
    const member = { planId: id, user: { id: other, displayName: null } };
    const deliveries = route(`plan.member-${verb}`, { ...member, role: 'editor', audience: [other, id] });
    expect(deliveries).toMatchObject([
      { room: `user:${other}`, type: `plan:member-${verb}`, data: member },
      { room: `user:${id}` },
    ]);
    for (const delivery of deliveries) {
      if (delivery.kind !== 'live') throw new Error('not live');
      expect(delivery.data).not.toHaveProperty('audience');
      expect(serverMessages[delivery.type].safeParse(delivery.data).success).toBe(true);
    }
  });

  test('others’ events go nowhere', () => {
    expect(route('plan.applied', { plan: { id }, plannerId: other })).toEqual([]);
    expect(route('planner.deleted', { planner: { id } })).toEqual([]);
  });
});
