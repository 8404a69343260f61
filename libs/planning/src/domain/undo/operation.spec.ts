import * as fc from 'fast-check';
import { changesBetween } from '../changes';
import { mergeObjects, type JsonObject } from '../merge-patch';
import { canBeUndone, changedSince, overwritten, patchBack, UNDO_HOURS, type Operation } from './operation';

const leaf = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const name = fc.constantFrom('title', 'status', 'tags', 'dueDate');
const thing: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.dictionary(name, leaf), fc.dictionary(fc.constantFrom('progress', 'energyLevel'), leaf))
  .map(([fields, metadata]) => ({ ...fields, metadata }));

describe('what a write changed', () => {
  test('is given back by the patch, and nothing else', () => {
    fc.assert(
      fc.property(thing, thing, (before, after) => {
        const changes = changesBetween(before, after);
        expect(overwritten(changes, after)).toEqual([]);
        const back = mergeObjects(after, patchBack(changes));
        expect(changesBetween(before, back)).toEqual([]);
      }),
    );
  });

  test('was overwritten exactly where something else stands', () => {
    fc.assert(
      fc.property(thing, thing, thing, (before, after, later) => {
        const changes = changesBetween(before, after);
        const lost = new Set(changesBetween(after, later).map(({ field }) => field));
        const flat = changes.filter(({ field }) => !field.includes('.'));
        expect(overwritten(flat, later).map(({ field }) => field)).toEqual(
          flat.map(({ field }) => field).filter((field) => lost.has(field)),
        );
      }),
    );
  });

  test('is told of what stands in both', () => {
    expect(changedSince({ title: 'a', tags: [], other: 1 }, { title: 'b', tags: [], more: 1 })).toEqual([
      'title',
    ]);
    expect(changedSince(null, { title: 'a' })).toEqual([]);
  });

  test('can be undone for a day', () => {
    const now = new Date('2026-02-02T12:00:00Z');
    const at = (hours: number) => ({ occurredAt: new Date(now.getTime() - hours * 3_600_000) }) as Operation;
    expect(canBeUndone(at(UNDO_HOURS - 0.1), now)).toBe(true);
    expect(canBeUndone(at(UNDO_HOURS), now)).toBe(false);
  });
});
