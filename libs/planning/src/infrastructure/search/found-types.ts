/**
 * The kinds of things that the search finds. A further kind is one entry here, one word in `searchTypes`
 * (domain/search/search-query.ts), and one trigger `search_forget` on its table in a migration.
 */
export interface FoundType {
  type: string;
  /** Its table, named `x` in the expressions below. */
  table: string;
  plannerId: string;
  title: string;
  /** The title that is shown with it; its own, or that of what it belongs to. */
  shown: string;
  /** Text of tags, blanks between them. */
  tags: string;
  /** All else that is found. It is cut off after 60,000 characters. */
  body: string;
  /** Whether it can be seen by those who see its planner, which is looked after elsewhere. */
  live: string;
  /** Events that are about one of them and may change what is found of it. */
  events: readonly string[];
  /**
   * Events that stand for many of them, and those of which `of` holds between `x` and the event `tail`: a copy with all
   * that is in it is announced by one event.
   */
  around: readonly { events: readonly string[]; of: string }[];
}

export const foundTypes: readonly FoundType[] = [
  {
    type: 'planner',
    table: 'planners',
    plannerId: 'x.id',
    title: 'x.title',
    shown: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: 'x.description',
    live: 'x.deleted_at IS NULL',
    events: ['planner.created', 'planner.updated', 'planner.restored'],
    around: [],
  },
  {
    type: 'activity',
    table: 'activities',
    plannerId: 'x.planner_id',
    title: 'x.title',
    shown: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: `concat_ws(E'\\n', x.description, x.location ->> 'name', x.location ->> 'address',
      (SELECT string_agg(item ->> 'text', E'\\n') FROM jsonb_array_elements(x.checklist) AS item))`,
    live: 'x.deleted_at IS NULL',
    events: ['activity.created', 'activity.updated', 'activity.moved', 'activity.restored'],
    around: [{ events: ['planner.created'], of: 'x.planner_id = tail.stream_id' }],
  },
];

/** One SELECT for each kind, put together. */
export function ofEachType(select: (of: FoundType) => string): string {
  return foundTypes.map(select).join('\n UNION ALL\n ');
}

/** Events that make a document stale. */
export const indexedEvents = [
  ...new Set(foundTypes.flatMap(({ events, around }) => [...events, ...around.flatMap((one) => one.events)])),
];
