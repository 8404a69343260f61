import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Config, Database, statement, utcInstants, type RequestContext } from '@almanac/platform';
import {
  ChangesReader,
  type Receiver,
  type ShownThing,
  type Wanted,
} from '../../application/ports/changes-reader';
import { bringsComments, freesWaiting, type Entry } from '../../domain/sync/sync-page';
import type { Walk, WalkPlace } from '../../domain/sync/sync-token';
import { isOn as isOnPlan, plansOf } from '../plans/plan.sql';
import { permittedToRead } from '../sql/access.sql';
import { limitParameters, limitValues } from '../sql/limits.sql';
import { plannerOf, shownJson, syncedTypes } from './synced-types.sql';

/** The planners that the person $1 is on, those in the trash among them. */
const mine = `mine AS MATERIALIZED (
  SELECT p.id, p.deleted_at IS NULL AS live FROM planners p WHERE p.owner_id = $1
   UNION
  SELECT p.id, p.deleted_at IS NULL FROM planner_members m JOIN planners p ON p.id = m.planner_id
   WHERE m.user_id = $1)`;

/** Their plans, if they may have them: `may` is SQL. */
const myPlans = (may: string) => `my_plans AS MATERIALIZED (
  SELECT p.id, p.deleted_at IS NULL AS live, p.last_seq FROM plans p WHERE ${may}::boolean AND p.id IN ${plansOf('$1')})`;

/** Templates of theirs, and what others gave to their teams, if they may have them. What is public is for looking up. */
const myTemplates = (may: string) => `my_templates AS MATERIALIZED (
  SELECT t.id, t.deleted_at IS NULL AS live, t.last_seq FROM templates t WHERE ${may}::boolean AND t.owner_id = $1
   UNION
  SELECT t.id, t.deleted_at IS NULL, t.last_seq FROM team_members m JOIN templates t ON t.team_id = m.team_id
   WHERE ${may}::boolean AND m.user_id = $1)`;

interface EntryRow {
  seq: string;
  name: string;
  planner_id: Id;
  visible: boolean;
  type: string;
  id: Id;
  version: number | null;
  activity_id: Id | null;
  sections: number;
  around: number;
}

/** What an entry shows besides itself (`around` in sync-page.ts): comments of the activity, and what waits for it. */
const around = `CASE
    WHEN f.type = 'activity' AND f.name IN (${named(bringsComments)}) THEN
      coalesce((SELECT a.comments_count FROM activities a WHERE a.id = f.id), 0) ELSE 0 END
  + CASE WHEN f.type = 'activity' AND f.name IN (${named(freesWaiting)}) THEN (
      SELECT count(*)::int FROM activities w
       WHERE w.planner_id = f.planner_id AND w.blocked_by <> '{}' AND f.id = ANY (w.blocked_by) AND w.deleted_at IS NULL)
    WHEN f.name = 'section.deleted' THEN (
      SELECT count(*)::int FROM activities w
       WHERE w.planner_id = f.planner_id AND w.blocked_by <> '{}' AND w.deleted_at IS NULL)
    ELSE 0 END`;

/**
 * $2 after, $3 up to, $4 how many, $5 whether plans too, $6 whether templates. Each planner or plan that changed at all is
 * one range of `outbox_stream`; whether it did says its row of counts. A template has the number of its last change, which
 * is all that is shown of it. Of one that came into sight meanwhile, what was before counts too: the person may have had
 * it once.
 */
const entries = statement<EntryRow>(
  'sync.entries',
  `WITH ${mine}, ${myPlans('$5')}, ${myTemplates('$6')}, noted AS MATERIALIZED (
     SELECT a.seq, a.kind, a.resource_type, a.resource_id FROM access_changes a
      WHERE a.user_id = $1 AND a.seq > $2 AND a.seq <= $3 AND (a.resource_type <> 'plan' OR $5)
        AND (a.resource_type <> 'template' OR $6) ORDER BY a.seq LIMIT $4
   ), found AS (
     SELECT n.seq, 'access.' || n.kind AS name, n.resource_id AS planner_id, coalesce(mine.live, false) AS visible,
            n.resource_type AS type, n.resource_id AS id, NULL::int AS version, NULL::uuid AS activity_id
       FROM noted n LEFT JOIN mine ON mine.id = n.resource_id
      UNION ALL
     SELECT e.seq, e.name, mine.id, mine.live, e.resource_type, e.resource_id, e.resource_version,
            CASE e.resource_type WHEN 'comment' THEN (e.payload -> 'comment' ->> 'activityId')::uuid END
       FROM mine
       JOIN planner_stats t ON t.planner_id = mine.id AND t.last_seq > $2,
    LATERAL (SELECT o.seq, o.name, o.resource_type, o.resource_id, o.resource_version, o.payload
                FROM outbox o
              WHERE o.stream_id = mine.id AND o.seq > $2 AND o.seq <= $3
              ORDER BY o.seq LIMIT $4) e
      UNION ALL
     SELECT e.seq, e.name, my_plans.id, my_plans.live, 'plan', my_plans.id, e.resource_version, NULL
       FROM my_plans,
    LATERAL (SELECT o.seq, o.name, o.resource_version FROM outbox o
              WHERE o.stream_id = my_plans.id AND o.seq > $2 AND o.seq <= $3
              ORDER BY o.seq LIMIT $4) e
      WHERE my_plans.last_seq > $2
      UNION ALL
     SELECT t.last_seq, 'template.changed', t.id, t.live, 'template', t.id, NULL, NULL
       FROM my_templates t WHERE t.last_seq > $2 AND t.last_seq <= $3
   )
   SELECT f.*, coalesce(t.sections_count, 0) AS sections, ${around} AS around
     FROM (SELECT * FROM found ORDER BY seq LIMIT $4) f
     LEFT JOIN planner_stats t ON t.planner_id = f.planner_id
    ORDER BY f.seq`,
);

interface ThingRow {
  type: string;
  id: Id;
  planner_id: Id | null;
  json: string | null;
  because: Id[] | null;
}

/**
 * $2 and $3 types and ids, $4 planners whose sections are wanted; $5 activities whose comments and, in the planners $6,
 * what waits for them are wanted; or planners of which all that waits is. $7 whether plans may be seen, $8
 * whether templates may.
 */
const things = statement<ThingRow>(
  'sync.things',
  `WITH named AS MATERIALIZED (
     SELECT type, id, NULL::uuid AS root FROM unnest($2::text[], $3::uuid[]) AS named (type, id)
      UNION ALL
     SELECT 'section', s.id, NULL FROM sections s WHERE s.planner_id = ANY ($4::uuid[]) AND s.deleted_at IS NULL
      UNION ALL
     SELECT 'comment', c.id, r.id FROM unnest($5::uuid[]) AS r (id) JOIN activity_comments c ON c.activity_id = r.id
      UNION ALL
     SELECT 'activity', w.id, r.id FROM unnest($5::uuid[], $6::uuid[]) AS r (id, planner_id)
       JOIN activities w ON w.planner_id = r.planner_id AND w.blocked_by <> '{}' AND w.deleted_at IS NULL
        AND (r.id = r.planner_id OR r.id = ANY (w.blocked_by))
   ), k AS MATERIALIZED (
     SELECT k.*, ${plannerOf} AS planner_id
       FROM (SELECT type, id, array_remove(array_agg(root), NULL) AS because FROM named GROUP BY type, id) k
   ), seen AS MATERIALIZED (
     SELECT p.id FROM planners p
      WHERE p.id = ANY (SELECT DISTINCT planner_id FROM k) AND p.deleted_at IS NULL
        AND ${permittedToRead('p', '$1::uuid', 'false')}
      UNION ALL
     SELECT p.id FROM plans p
      WHERE $7::boolean AND p.id = ANY (SELECT id FROM k WHERE type = 'plan')
        AND ${isOnPlan('p', '$1::uuid')}
      UNION ALL
     SELECT t.id FROM templates t
      WHERE $8::boolean AND t.id = ANY (SELECT id FROM k WHERE type = 'template')
        AND (t.owner_id = $1 OR t.team_id IN (SELECT m.team_id FROM team_members m WHERE m.user_id = $1))
   )
   SELECT k.type, k.id, k.planner_id, k.because, CASE WHEN seen.id IS NOT NULL THEN ${shownJson(limitParameters(9))} END AS json
     FROM k LEFT JOIN seen ON seen.id = k.planner_id`,
);

interface WalkRow extends Omit<ThingRow, 'because'> {
  planner_id: Id;
  rank: number;
  created_at: Date;
}

const NOTHING = '00000000-0000-0000-0000-000000000000';
/**
 * A walk goes on in the planner $4 after the row of rank $5, time $6 and id $7, and in later planners from the start.
 * Plans and templates ($9, $10: if the person may have them) come among planners, by their ids, each as if it stood in
 * itself.
 */
const here = 'visible.id = $4';
const keysOf = syncedTypes.map(
  ({ type, from, plannerId, live }, rank) => `(
     SELECT ${rank} AS rank, '${type}' AS type, x.created_at, x.id FROM ${from}
      WHERE ${plannerId} = visible.id AND ${live} AND ${rank} <= $3
        AND NOT (${here} AND ${rank} < $5)
        AND (x.created_at, x.id) > (CASE WHEN ${here} AND ${rank} = $5 THEN $6::timestamptz ELSE '-infinity' END,
                                    CASE WHEN ${here} AND ${rank} = $5 THEN $7::uuid ELSE '${NOTHING}' END)
      ORDER BY x.created_at, x.id LIMIT $8)`,
);
const walk = statement<WalkRow>(
  'sync.walk',
  `WITH ${mine}, ${myPlans('$9')}, ${myTemplates('$10')}, visible AS MATERIALIZED (
     SELECT id FROM (SELECT id, live FROM mine UNION ALL SELECT id, live FROM my_plans
                      UNION ALL SELECT id, live FROM my_templates) any_of
      WHERE live AND ($2::uuid IS NULL OR id = $2) AND id >= $4::uuid ORDER BY id LIMIT $8 + 1)
   SELECT k.*, ${shownJson(limitParameters(11))} AS json
     FROM (SELECT visible.id AS planner_id, key.*
             FROM visible, LATERAL (${keysOf.join(' UNION ALL ')}) key
            ORDER BY visible.id, key.rank, key.created_at, key.id LIMIT $8) k
    ORDER BY k.planner_id, k.rank, k.created_at, k.id`,
);

const timeOf = statement<{ at: Date }>(
  'sync.time-of',
  'SELECT occurred_at AS at FROM outbox WHERE seq <= $1 ORDER BY seq DESC LIMIT 1',
);

/** The delta sync in PostgreSQL. Each of its statements costs what it gives, not what the account has gone through. */
@Injectable()
export class SqlChangesReader extends ChangesReader {
  override readonly deepest = syncedTypes.length - 1;

  private readonly limits: readonly number[];

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    super();
    this.limits = limitValues(config);
  }

  async entries(
    context: RequestContext,
    { userId, plans, templates }: Receiver,
    { after, upTo }: { after: number; upTo: number },
    limit: number,
  ): Promise<Entry[]> {
    const values = [userId, after, upTo, limit, plans, templates];
    const rows = await this.database.for(context).query(entries, values);
    return rows.map(entryOf);
  }

  async things(
    context: RequestContext,
    { userId, plans, templates }: Receiver,
    { named, sectionsOf, around }: Wanted,
  ): Promise<ShownThing[]> {
    const values = [
      ...[userId, named.map(({ type }) => type), named.map(({ id }) => id), [...sectionsOf]],
      ...[around.map(({ id }) => id), around.map(({ plannerId }) => plannerId), plans, templates],
      this.limits,
    ];
    return (await this.database.for(context).query(things, values)).map(shownThing);
  }

  async walk(
    context: RequestContext,
    { userId, plans, templates }: Receiver,
    { only, depth, after }: Walk,
    limit: number,
  ) {
    const {
      plannerId = NOTHING,
      rank = 0,
      createdAt = '1970-01-01T00:00:00.000Z',
      id = NOTHING,
    } = after ?? {};
    const values = [
      ...[userId, only, depth, plannerId, rank, createdAt, id, limit, plans, templates],
      this.limits,
    ];
    const rows = await this.database.for(context).query(walk, values);
    return rows.map((row) => ({ place: placeOf(row), shown: shownThing({ ...row, because: null }) }));
  }

  async timeOf(context: RequestContext, seq: number): Promise<Date | undefined> {
    const [row] = await this.database.for(context).query(timeOf, [seq]);
    return row?.at;
  }
}

const known = new Set(syncedTypes.map(({ type }) => type));

function named(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** What is not shown by itself changes the row of its planner at most. */
function entryOf({ seq, planner_id: plannerId, activity_id: activityId, ...row }: EntryRow): Entry {
  const of = known.has(row.type) ? row : { ...row, type: 'planner', id: plannerId };
  return { ...of, seq: Number(seq), plannerId, activityId };
}

function shownThing({ type, id, planner_id, json, because }: ThingRow): ShownThing {
  const shown = json === null ? null : utcInstants(json);
  return { type, id, plannerId: planner_id, json: shown, because: because ?? [] };
}

function placeOf({ planner_id, rank, created_at, id }: WalkRow): WalkPlace {
  return { plannerId: planner_id, rank, createdAt: created_at.toISOString(), id };
}
