/** The place of what everybody may see. Only templates are there. */
export const PUBLIC_PLACE = `'00000000-0000-0000-0000-000000000000'::uuid`;

/**
 * The kinds of things that the search finds. A further kind is one entry here, one word in `searchTypes`
 * (domain/search/search-query.ts), its permission (application/search/search-queries.ts), and one trigger
 * `search_forget` on its table in a migration.
 */
export interface FoundType {
  type: string;
  /** Its table, named `x` in the expressions below. */
  table: string;
  /** What decides who sees it: its planner, or the plan itself; a user, a team or everybody for templates. */
  place: string;
  inPlanner: boolean;
  title: string;
  /** The title that is shown with it; its own, or that of what it belongs to. */
  shown: string;
  /** Text of tags, blanks between them. */
  tags: string;
  /** All else that is found. It is cut off after 60,000 characters. */
  body: string;
  /** What snippets are taken from, where that is less than `body`. */
  excerpt?: string;
  /** Whether the user, an SQL expression, can see it, given that they see its place, which is looked after elsewhere. */
  live: (user: string) => string;
  /** Events that are about one of them and may change what is found of it. None where a trigger of its table follows. */
  events: readonly string[];
  /**
   * Events that stand for many of them, and those of which `of` holds between `x` and the event `tail`: a copy with all
   * that is in it is announced by one event.
   */
  around: readonly { events: readonly string[]; of: string }[];
}

const ofActivity = (what: string) => `(SELECT ${what} FROM activities a WHERE a.id = x.activity_id)`;
const planText = `concat_ws(E'\\n', x.description,
      (SELECT string_agg(step ->> 'title', E'\\n') FROM json_array_elements(x.steps) AS step))`;

export const foundTypes: readonly FoundType[] = [
  {
    type: 'planner',
    table: 'planners',
    place: 'x.id',
    inPlanner: true,
    title: 'x.title',
    shown: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: 'x.description',
    live: () => 'x.deleted_at IS NULL',
    events: ['planner.created', 'planner.updated', 'planner.restored'],
    around: [],
  },
  {
    type: 'activity',
    table: 'activities',
    place: 'x.planner_id',
    inPlanner: true,
    title: 'x.title',
    shown: 'x.title',
    tags: `array_to_string(x.tags, ' ')`,
    body: `concat_ws(E'\\n', x.description, x.location ->> 'name', x.location ->> 'address',
      (SELECT string_agg(item ->> 'text', E'\\n') FROM jsonb_array_elements(x.checklist) AS item))`,
    live: () => 'x.deleted_at IS NULL',
    events: ['activity.created', 'activity.updated', 'activity.moved', 'activity.restored'],
    around: [{ events: ['planner.created'], of: 'x.planner_id = tail.stream_id' }],
  },
  {
    type: 'comment',
    table: 'activity_comments',
    place: ofActivity('a.planner_id'),
    inPlanner: true,
    title: "''",
    shown: ofActivity('a.title'),
    tags: "''",
    body: 'x.text',
    live: () => ofActivity('a.deleted_at IS NULL'),
    events: ['comment.created', 'comment.updated'],
    around: [{ events: ['activity.moved'], of: 'x.activity_id = tail.resource_id' }],
  },
  {
    // A plan is a place of its own: its events are in a stream of its own.
    type: 'plan',
    table: 'plans',
    place: 'x.id',
    inPlanner: false,
    title: 'x.title',
    shown: 'x.title',
    tags: "''",
    body: planText,
    // Of the steps of long plans nothing is shown: to read 10,000 takes longer than the search.
    excerpt: `CASE WHEN x.steps_count <= 500 THEN ${planText} ELSE x.description END`,
    live: () => 'x.deleted_at IS NULL',
    events: ['plan.created', 'plan.updated', 'plan.restored'],
    around: [],
  },
  {
    type: 'template',
    table: 'templates',
    place: `CASE x.visibility WHEN 'public' THEN ${PUBLIC_PLACE} WHEN 'team' THEN x.team_id ELSE x.owner_id END`,
    inPlanner: false,
    title: 'x.name',
    shown: 'x.name',
    tags: `array_to_string(x.tags, ' ')`,
    body: `concat_ws(E'\\n', x.description, x.category)`,
    excerpt: 'x.description',
    // The rule of `mayRead` (domain/templates/template.ts).
    live: (
      user,
    ) => `x.deleted_at IS NULL AND (x.visibility = 'public' OR x.owner_id = ${user} OR x.team_id IN (
      SELECT m.team_id FROM team_members m WHERE m.user_id = ${user}))`,
    events: [],
    around: [],
  },
];

/** Kinds whose documents follow the outbox. */
export const followedTypes = foundTypes.filter(({ events }) => events.length > 0);

/** One SELECT for each kind, put together. */
export function ofEachType(select: (of: FoundType) => string, types = foundTypes): string {
  return types.map(select).join('\n UNION ALL\n ');
}

/** Events that make a document stale. */
export const indexedEvents = [
  ...new Set(foundTypes.flatMap(({ events, around }) => [...events, ...around.flatMap((one) => one.events)])),
];
