import type { Id } from '@almanac/kernel';

/** What happened at one `seq` in what a client can see, or to its being seen. */
export interface Entry {
  seq: number;
  /** The name of the event; `access.gained`, `access.lost` or `access.changed` for a change of the caller's access. */
  name: string;
  plannerId: Id;
  /** Whether the planner is there and the caller may see it, as of now. */
  visible: boolean;
  /** What the event is about. */
  type: string;
  id: Id;
  version: number | null;
  /** Live sections of the planner. */
  sections: number;
}

/** How much of a planner changes with an entry: its row (counts do with everything), also its sections, or all. */
export type Extent = 'planner' | 'sections' | 'whole';

/** What one entry asks to be shown. */
export interface Effect {
  /** A thing as it is now, or its deletion. */
  thing: { type: string; id: Id } | undefined;
  extent: Extent | undefined;
}

/**
 * What an entry changes for whoever looks. A planner out of sight is dropped with all that is in it. What comes into
 * sight, or back from the trash, is shown whole, as nobody kept it. A section that comes, goes or moves
 * shifts the order of the others.
 */
export function effectOf({ name, plannerId, visible, type, id, version }: Entry): Effect {
  if (!visible) return { thing: { type: 'planner', id: plannerId }, extent: undefined };
  if (name === 'access.gained' || name === 'access.lost' || name === 'planner.restored') {
    return { thing: undefined, extent: 'whole' };
  }
  if (type === 'planner') return { thing: undefined, extent: 'planner' };
  if (type !== 'section') return { thing: { type, id }, extent: 'planner' };
  // One that is "made" with a history came back from the trash, with its activities.
  const restored = name === 'section.created' && version !== null && version > 1;
  return { thing: { type, id }, extent: restored ? 'whole' : 'sections' };
}

/** The entries that one page is made of, and what it shows of them; each thing once, at the last `seq` that touched it. */
export interface PagePlan {
  taken: number;
  things: Map<string, { type: string; id: Id; seq: number }>;
  planners: Map<Id, { extent: Extent; seq: number }>;
  /** The last entry wants a planner whole (or alone wants more than fits): it is walked through from here on. */
  walk: { plannerId: Id; extent: Extent; seq: number } | undefined;
}

/** Takes as many entries as fit into so many changes; at least one. */
export function planPage(entries: readonly Entry[], budget: number): PagePlan {
  const plan: PagePlan = { taken: 0, things: new Map(), planners: new Map(), walk: undefined };
  const sizes = new Map<Id, number>();
  for (const entry of entries) {
    const { thing, extent } = effectOf(entry);
    const { plannerId, seq } = entry;
    const before = sizes.get(plannerId) ?? 0;
    const size = Math.max(before, sizeOf(entry, extent));
    const isNew = thing && !plan.things.has(keyOf(thing));
    const fits = plan.things.size + sum(sizes) - before + size + (isNew ? 1 : 0) <= budget;
    if (!fits && plan.taken > 0) break;
    plan.taken += 1;
    if (thing) put(plan, thing, seq);
    if (extent === undefined) continue;
    if (extent === 'whole' || !fits) {
      plan.planners.delete(plannerId);
      plan.walk = { plannerId, extent, seq };
      break;
    }
    sizes.set(plannerId, size);
    const wider = plan.planners.get(plannerId)?.extent === 'sections' ? 'sections' : extent;
    plan.planners.set(plannerId, { extent: wider, seq });
  }
  return plan;
}

/** Each thing once, in the order in which they were touched last. */
function put({ things }: PagePlan, thing: { type: string; id: Id }, seq: number): void {
  things.delete(keyOf(thing));
  things.set(keyOf(thing), { ...thing, seq });
}

/** By which a page knows a thing. */
export function keyOf({ type, id }: { type: string; id: Id }): string {
  return `${type}:${id}`;
}

/** Changes that an extent makes, besides the thing itself; what is walked through takes what room there is. */
function sizeOf({ sections }: Entry, extent: Extent | undefined): number {
  if (extent === undefined || extent === 'whole') return 0;
  return extent === 'sections' ? 1 + sections : 1;
}

function sum(sizes: ReadonlyMap<Id, number>): number {
  return [...sizes.values()].reduce((total, size) => total + size, 0);
}
