import { isDeepStrictEqual } from 'node:util';
import type { FieldChange, Id } from '@almanac/kernel';
import { isObject, type JsonObject } from '../merge-patch';

/** How long a write can be taken back. */
export const UNDO_HOURS = 24;

const HOUR_MS = 3_600_000;

/** A write, as its event tells of it. */
export interface Operation {
  id: Id;
  seq: string;
  name: string;
  /** The planner that it happened in; null for a group of writes. */
  plannerId: Id | null;
  actorId: Id | null;
  resourceId: Id;
  payload: JsonObject;
  changes: readonly FieldChange[];
  occurredAt: Date;
}

export function canBeUndone({ occurredAt }: Operation, now: Date): boolean {
  return now.getTime() - occurredAt.getTime() < UNDO_HOURS * HOUR_MS;
}

/** Those of the changes whose fields hold something else by now. `field` may be a path: `metadata.progress`. */
export function overwritten(changes: readonly FieldChange[], current: JsonObject): FieldChange[] {
  return changes.filter(({ field, after }) => !isDeepStrictEqual(valueAt(current, field), after ?? null));
}

/** A merge patch that gives the fields back what they held before; null where there was nothing. */
export function patchBack(changes: readonly FieldChange[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const { field, before } of changes) {
    const names = field.split('.');
    const last = names.pop() ?? field;
    let place = patch;
    for (const name of names) {
      const inner = place[name];
      const next = isObject(inner) ? inner : {};
      place[name] = next;
      place = next;
    }
    place[last] = before ?? null;
  }
  return patch;
}

/** What differs between a thing as an event told of it and as it is now, in the fields that both have. */
export function changedSince(told: unknown, current: JsonObject): string[] {
  if (!isObject(told)) return [];
  return Object.keys(current).filter(
    (name) => Object.hasOwn(told, name) && !isDeepStrictEqual(told[name] ?? null, current[name] ?? null),
  );
}

function valueAt(thing: JsonObject, field: string): unknown {
  let value: unknown = thing;
  for (const name of field.split('.')) value = isObject(value) ? value[name] : undefined;
  return value ?? null;
}
