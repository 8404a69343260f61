import type { Id } from '@almanac/kernel';

/** What happened at one `seq` in what a client can see, or to its being seen. */
export interface Entry {
  seq: number;
  /** The name of the event; `access.gained`, `access.lost` or `access.changed` for a change of the caller's access. */
  name: string;
  /** The planner that it is in; of a plan or a template its own id. */
  plannerId: Id;
  /** Whether the planner is there and the caller may see it, as of now. */
  visible: boolean;
  /** What the event is about. */
  type: string;
  id: Id;
  version: number | null;
  /** The activity that a comment is on. */
  activityId: Id | null;
  /** Live sections of the planner. */
  sections: number;
  /** How many things change with it besides: comments of an activity, activities that wait. */
  around: number;
}

/** An activity that comes, perhaps from where the client could not see it, brings its comments. */
export const bringsComments = ['activity.restored', 'activity.moved'] as const;
/** What waits for an activity is shown without it while it lies in the trash or in another planner. */
export const freesWaiting = ['activity.deleted', 'activity.restored', 'activity.moved'] as const;

/** What stands in no planner, and is shown by itself. */
const standAlone: ReadonlySet<string> = new Set(['plan', 'template']);

/** How much of a planner changes with an entry: its row (counts do with everything), also its sections, or all. */
export type Extent = 'planner' | 'sections' | 'whole';

/** What one entry asks to be shown. */
export interface Effect {
  /** Things as they are now, or their deletion. */
  things: readonly { type: string; id: Id }[];
  extent: Extent | undefined;
  /** Around what more changes than that: an activity, or a planner. */
  around: Id | undefined;
}

/**
 * What an entry changes for whoever looks. A planner out of sight is dropped with all that is in it. What comes into
 * sight, or back from the trash, is shown whole, as nobody kept it. A plan is one thing, without its steps,
 * and so is a template. A section that comes, goes or moves shifts the order of the others. A comment is counted on its
 * activity.
 */
export function effectOf(entry: Entry): Effect {
  const { name, plannerId, visible, type, id, version, activityId } = entry;
  const itself = { type, id };
  if (standAlone.has(type)) return effect(undefined, itself);
  if (!visible) return effect(undefined, { type: 'planner', id: plannerId });
  if (name === 'access.gained' || name === 'access.lost' || name === 'planner.restored') {
    return effect('whole');
  }
  if (type === 'planner') return effect('planner');
  if (type === 'comment' && activityId !== null) {
    return effect('planner', itself, { type: 'activity', id: activityId });
  }
  const around = entry.around > 0 ? (type === 'section' ? plannerId : id) : undefined;
  if (type !== 'section') return { ...effect('planner', itself), around };
  // One that is "made" with a history came back from the trash, with its activities.
  const restored = name === 'section.created' && version !== null && version > 1;
  return { ...effect(restored ? 'whole' : 'sections', itself), around };
}

function effect(extent: Extent | undefined, ...things: { type: string; id: Id }[]): Effect {
  return { things, extent, around: undefined };
}

/** The entries that one page is made of, and what it shows of them; each thing once, at the last `seq` that touched it. */
export interface PagePlan {
  taken: number;
  things: Map<string, { type: string; id: Id; seq: number }>;
  planners: Map<Id, { extent: Extent; seq: number }>;
  around: Map<Id, { plannerId: Id; seq: number }>;
  /** The last entry wants a planner whole (or alone wants more than fits): it is walked through from here on. */
  walk: { plannerId: Id; extent: Extent; seq: number; squeezed: boolean } | undefined;
}

/** Takes as many entries as fit into so many changes; at least one. */
export function planPage(entries: readonly Entry[], budget: number): PagePlan {
  const plan: PagePlan = {
    taken: 0,
    things: new Map(),
    planners: new Map(),
    around: new Map(),
    walk: undefined,
  };
  const sizes = new Map<string, number>();
  for (const entry of entries) {
    const wanted = effectOf(entry);
    const { things, extent } = wanted;
    const { plannerId, seq } = entry;
    const grown = grownBy(sizes, entry, wanted);
    const added = things.filter((thing) => !plan.things.has(keyOf(thing))).length;
    const fits = plan.things.size + added + sum(sizes) - sum(sizes, grown) + sum(grown) <= budget;
    if (!fits && plan.taken > 0) break;
    plan.taken += 1;
    // What is too much for a page of its own is seen on the walk, but for what is gone.
    for (const thing of fits ? things : things.slice(0, 1)) put(plan, thing, seq);
    if (extent === undefined) continue;
    if (extent === 'whole' || !fits) {
      plan.planners.delete(plannerId);
      const more = things.length > 1 || wanted.around !== undefined;
      plan.walk = { plannerId, extent: more ? 'whole' : extent, seq, squeezed: !fits };
      break;
    }
    for (const [key, size] of grown) sizes.set(key, size);
    const wider = plan.planners.get(plannerId)?.extent === 'sections' ? 'sections' : extent;
    plan.planners.set(plannerId, { extent: wider, seq });
    if (wanted.around !== undefined) plan.around.set(wanted.around, { plannerId, seq });
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

/** Changes that an entry makes besides the things themselves; what is walked through takes what room there is. */
function grownBy(
  sizes: ReadonlyMap<string, number>,
  { plannerId, sections, around }: Entry,
  { extent, around: root }: Effect,
): Map<string, number> {
  const grown = new Map<string, number>();
  if (extent === undefined || extent === 'whole') return grown;
  const size = extent === 'sections' ? 1 + sections : 1;
  grown.set(plannerId, Math.max(sizes.get(plannerId) ?? 0, size));
  if (root !== undefined) grown.set(`around ${root}`, around);
  return grown;
}

/** All, or those that the other names too. */
function sum(sizes: ReadonlyMap<string, number>, of: ReadonlyMap<string, number> = sizes): number {
  return [...of.keys()].reduce((total, key) => total + (sizes.get(key) ?? 0), 0);
}
