import type { Id } from '@almanac/kernel';

/** What an activity waits for, as far as it waits for anything. */
export interface Waiting {
  id: Id;
  title: string;
  blockedBy: readonly Id[];
}

/**
 * The circle that would arise if the activity `id` waited for these: the activities on it, each waiting for the next
 * and the last for the first, beginning with `id`. Nothing where none would. The others must be free of circles.
 */
export function circleThrough(
  id: Id,
  blockedBy: readonly Id[],
  others: ReadonlyMap<Id, readonly Id[]>,
): Id[] | undefined {
  const cameFrom = new Map<Id, Id>();
  const open: Id[] = [];
  const visit = (next: Id, from: Id) => {
    if (cameFrom.has(next)) return;
    cameFrom.set(next, from);
    open.push(next);
  };
  for (const first of blockedBy) visit(first, id);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === id) return pathTo(id, cameFrom);
    for (const next of others.get(at) ?? []) visit(next, at);
  }
  return undefined;
}

function pathTo(id: Id, cameFrom: ReadonlyMap<Id, Id>): Id[] {
  const path: Id[] = [];
  for (let at = cameFrom.get(id); at !== undefined && at !== id; at = cameFrom.get(at)) path.unshift(at);
  return [id, ...path];
}
