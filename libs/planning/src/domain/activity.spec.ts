import fc from 'fast-check';
import {
  activityContent,
  activityStatuses,
  patchActivity,
  replaceActivity,
  type ActivityContent,
  type ActivityInput,
} from './activity';
import { changesBetween } from './changes';

const moment = { now: new Date('2026-05-05T12:00:00Z'), timeZone: 'Europe/Vienna' };
const later = { ...moment, now: new Date('2026-06-06T12:00:00Z') };
const make = (input: ActivityInput = {}) => activityContent({ title: 'x', ...input }, moment);

describe('activities', () => {
  test('a new one is a pending task of medium priority', () => {
    expect(make()).toEqual({
      title: 'x',
      description: null,
      type: 'task',
      status: 'pending',
      priority: 'medium',
      dueDate: null,
      startDate: null,
      endDate: null,
      completedAt: null,
      tags: [],
      assignees: [],
      checklist: [],
      attachments: [],
      blockedBy: [],
      metadata: {},
      location: null,
      recurrence: null,
      series: null,
    });
  });

  test('times without an offset are read in the time zone, over both sides of daylight saving', () => {
    expect(make({ dueDate: '2026-01-15T10:00' }).dueDate).toBe('2026-01-15T09:00:00.000Z');
    expect(make({ dueDate: '2026-07-15' }).dueDate).toBe('2026-07-14T22:00:00.000Z');
    expect(make({ dueDate: '2026-07-15T10:00:00.123456Z' }).dueDate).toBe('2026-07-15T10:00:00.123Z');
  });

  test('times that cannot be written with four digits are refused', () => {
    for (const dueDate of [
      '0000-06-01T00:00:00Z',
      '0001-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
    ]) {
      expect(() => make({ dueDate })).toThrow('Validation failed');
    }
  });

  test('the end may equal the start and not come before it', () => {
    const startDate = '2026-01-02T00:00Z';
    expect(make({ startDate, endDate: startDate }).endDate).toBe('2026-01-02T00:00:00.000Z');
    expect(() => make({ startDate, endDate: '2026-01-01T23:59:59.999Z' })).toThrow('Validation failed');
  });

  test('the top-level duration goes into the metadata and wins', () => {
    expect(make({ estimatedDuration: 5, metadata: { estimatedDuration: 9, focusTime: 1 } }).metadata).toEqual(
      {
        estimatedDuration: 5,
        focusTime: 1,
      },
    );
    const before = make({ estimatedDuration: 5 });
    expect(patchActivity(before, { estimatedDuration: null }, moment).metadata).toEqual({});
  });

  test('completing keeps its first time until it is left', () => {
    const done = patchActivity(make(), { status: 'completed' }, moment);
    expect(done).toMatchObject({ completedAt: '2026-05-05T12:00:00.000Z', metadata: { progress: 100 } });
    const again = patchActivity(done, { status: 'completed', metadata: { progress: 20 } }, later);
    expect(again).toMatchObject({ completedAt: done.completedAt, metadata: { progress: 100 } });
    expect(patchActivity(again, { status: 'cancelled' }, later)).toMatchObject({
      completedAt: null,
      metadata: {},
    });
    const reopened = patchActivity(again, { status: 'pending', metadata: { progress: 60 } }, later);
    expect(reopened.metadata.progress).toBe(60);
  });

  test('replacing leaves nothing but the time of completion', () => {
    const done = make({ status: 'completed', tags: ['a'], location: { name: 'here' } });
    expect(replaceActivity(done, { title: 'y', status: 'completed' }, later)).toEqual({
      ...make(),
      title: 'y',
      status: 'completed',
      completedAt: done.completedAt,
      metadata: { progress: 100 },
    });
    expect(replaceActivity(done, { title: 'y' }, later).completedAt).toBeNull();
  });

  const input: fc.Arbitrary<ActivityInput> = fc.record(
    {
      title: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      description: fc.option(fc.string()),
      status: fc.constantFrom(...activityStatuses),
      tags: fc.option(fc.array(fc.string())),
      metadata: fc.option(
        fc.record({ progress: fc.option(fc.nat({ max: 100 })), focusTime: fc.nat() }, { requiredKeys: [] }),
      ),
      location: fc.option(
        fc.record({ name: fc.option(fc.string()), address: fc.string() }, { requiredKeys: [] }),
      ),
    },
    { requiredKeys: [] },
  );

  test('whatever is patched, completed means a time and a progress of 100, and the changes tell all of it', () => {
    fc.assert(
      fc.property(fc.array(input), (patches) => {
        let content: ActivityContent = make();
        for (const patch of patches) {
          const next = patchActivity(content, patch, moment);
          expect(next.completedAt !== null).toBe(next.status === 'completed');
          if (next.status === 'completed') expect(next.metadata.progress).toBe(100);
          expect(Object.values(next.metadata)).not.toContain(null);
          const changed = changesBetween({ ...content }, { ...next }).length > 0;
          expect(changed).toBe(JSON.stringify(sorted(content)) !== JSON.stringify(sorted(next)));
          expect(patchActivity(next, patch, later)).toEqual(
            patch.status === 'completed' || patch.status === undefined ? next : { ...next },
          );
          content = next;
        }
      }),
    );
  });
});

/** The same value with its keys in order, so that texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
