import { newId } from '@almanac/kernel';
import { toJob, toProcesses, toRoom, type Delivery, type EventRouter } from './event-router';
import { routeBatch, type OutboxRow } from './relay-batch';

const config = { REDIS_PREFIX: 'test' };
const plannerId = newId();
const userId = newId();

function row(seq: number, name: string, payload: unknown): OutboxRow {
  return {
    seq: String(seq),
    event_id: newId(),
    name,
    stream_id: plannerId,
    prev: seq === 1 ? null : String(seq - 1),
    actor_id: userId,
    resource_version: 3,
    payload,
    request_id: 'request-1',
    occurred_at: new Date('2026-11-21T09:00:00.123Z'),
  };
}

const routing = (deliveries: Delivery[]): EventRouter => ({ route: () => deliveries });
const deleted = { planner: { id: plannerId } };

describe('routeBatch', () => {
  it('makes jobs and messages of what all routers say, in order', () => {
    const live = routing([toRoom(`planner:${plannerId}`, 'planner:deleted', deleted)]);
    const others = routing([
      toJob('maintenance', 'purge-deleted', {}),
      toProcesses('authorisation-changed', { userId }),
    ]);
    const rows = [row(1, 'planner.deleted', deleted), row(2, 'planner.deleted', deleted)];
    const batch = routeBatch(rows, [live, others], config);
    expect(batch.delivered).toEqual(['1', '2']);
    expect(batch.jobs.get('maintenance')).toEqual(
      rows.map(({ event_id }) => ({
        name: 'purge-deleted',
        payload: {},
        eventId: event_id,
        origin: 'request-1',
      })),
    );
    const order = { kind: 'control', channel: 'test:control', text: expect.any(String) };
    const told = { kind: 'live', room: `planner:${plannerId}`, text: expect.any(String) };
    expect(batch.messages).toEqual([told, order, told, order]);
    expect(JSON.parse(batch.messages[2]?.text ?? '')).toEqual({
      type: 'planner:deleted',
      eventId: rows[1]?.event_id,
      seq: 2,
      prev: 1,
      at: '2026-11-21T09:00:00.123Z',
      actor: userId,
      version: 3,
      data: deleted,
    });
  });

  it.each<[string, OutboxRow, EventRouter]>([
    ['an unknown event', row(1, 'planner.exploded', {}), routing([])],
    ['a name of Object itself', row(1, 'constructor', {}), routing([])],
    ['a payload that breaks its contract', row(1, 'planner.deleted', { planner: {} }), routing([])],
    [
      'a router that throws',
      row(1, 'planner.deleted', deleted),
      {
        route: () => {
          throw new Error('oops');
        },
      },
    ],
    [
      'a message that breaks its contract',
      row(1, 'planner.deleted', deleted),
      routing([
        toJob('maintenance', 'purge-deleted', {}),
        { kind: 'live', room: `planner:${plannerId}`, type: 'section:created', data: deleted },
      ]),
    ],
    [
      'a job with a wrong payload',
      row(1, 'planner.deleted', deleted),
      routing([
        toRoom(`planner:${plannerId}`, 'planner:deleted', deleted),
        { kind: 'job', queue: 'mail', name: 'verify-email', payload: { tokenId: 'x' } },
      ]),
    ],
    [
      'two jobs of one kind for one event, of which the second would be lost',
      row(1, 'planner.deleted', deleted),
      routing([toJob('maintenance', 'purge-deleted', {}), toJob('maintenance', 'purge-deleted', {})]),
    ],
  ])('puts %s aside whole, and goes on', (_what, broken, router) => {
    const fine = row(2, 'planner.deleted', deleted);
    const quiet: EventRouter = { route: (event) => (event.seq === 1 ? router.route(event) : []) };
    const batch = routeBatch([broken, fine], [quiet], config);
    expect(batch).toMatchObject({ delivered: ['2'], broken: [{ seq: '1' }], messages: [] });
    expect(batch.jobs.size).toBe(0);
  });
});
