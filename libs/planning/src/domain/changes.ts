import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '@almanac/kernel';
import { isObject, type JsonObject } from './merge-patch';

/**
 * What a write changed, field by field, for the history. Objects such as settings and metadata are told by
 * their members (`settings.isPublic`), lists as a whole.
 */
export function changesBetween(before: JsonObject, after: JsonObject, prefix = ''): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const old = before[name] ?? null;
    const now = after[name] ?? null;
    if (isDeepStrictEqual(old, now)) return [];
    const field = `${prefix}${name}`;
    if (isObject(old) && isObject(now)) return changesBetween(old, now, `${field}.`);
    return [{ field, before: old, after: now }];
  });
}
