import { domainEvents, serverMessages } from '@almanac/contracts';
import type { RelayedEvent } from '@almanac/platform';
import { CollaboratorEventRouter } from './collaborator-event.router';

const plannerId = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b01';
const user = { id: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b02', displayName: null };

describe('the router of collaborators', () => {
  const route = (name: string) =>
    new CollaboratorEventRouter().route({
      name,
      payload: { plannerId, user, role: 'editor' },
      streamId: plannerId,
    } as RelayedEvent);

  test.each(Object.keys(domainEvents).filter((name) => name.startsWith('collaborator.')))(
    '%s is told in the room, by the contract',
    (name) => {
      const all = route(name);
      const [first] = all.filter(({ kind }) => kind === 'live');
      const others = all.filter((one) => one !== first);
      if (first?.kind !== 'live') throw new Error('not live');
      expect([first.room, first.type]).toEqual([`planner:${plannerId}`, name.replace('.', ':')]);
      expect(serverMessages[first.type].safeParse(first.data).success).toBe(true);
      const changes = { kind: 'control', type: 'authorisation-changed', data: { userId: user.id } };
      expect(others).toEqual(name === 'collaborator.updated' ? [] : [changes]);
      // Whoever has lost the room is taken out of it before anything else is told there.
      if (name === 'collaborator.left') expect(all[0]).toEqual(changes);
    },
  );

  test('others go nowhere', () => expect(route('planner.updated')).toEqual([]));
});
