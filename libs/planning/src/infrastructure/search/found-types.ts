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
  /** Text of tags, blanks between them. */
  tags: string;
  /** All else that is found. It is cut off after 60,000 characters. */
  body: string;
  /** Whether it can be seen by those who see its planner, which is looked after elsewhere. */
  live: string;
  /** Events that are about one of them and may change what is found of it. */
  events: readonly string[];
  /** Events that stand for all of them in the planner whose stream it is: copies are announced by one event. */
  eventsOfPlanner: readonly string[];
}

export const foundTypes: readonly FoundType[] = [
  {
    type: 'planner',
    table: 'planners',
    plannerId: 'x.id',
    title: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: 'x.description',
    live: 'x.deleted_at IS NULL',
    events: ['planner.created', 'planner.updated', 'planner.restored'],
    eventsOfPlanner: [],
  },
  {
    type: 'activity',
    table: 'activities',
    plannerId: 'x.planner_id',
    title: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: `concat_ws(E'\\n', x.description, x.location ->> 'name', x.location ->> 'address',
      (SELECT string_agg(item ->> 'text', E'\\n') FROM jsonb_array_elements(x.checklist) AS item))`,
    live: 'x.deleted_at IS NULL',
    events: ['activity.created', 'activity.updated', 'activity.moved', 'activity.restored'],
    eventsOfPlanner: ['planner.created'],
  },
];

/** One SELECT for each kind, put together. */
export function ofEachType(select: (of: FoundType) => string): string {
  return foundTypes.map(select).join('\n UNION ALL\n ');
}

/** Events that make a document stale. */
export const indexedEvents = [
  ...new Set(foundTypes.flatMap(({ events, eventsOfPlanner }) => [...events, ...eventsOfPlanner])),
];
