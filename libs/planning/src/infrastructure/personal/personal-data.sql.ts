import { NOBODY, statement } from '@almanac/platform';
import { activityColumns, plannerColumns, sectionColumns } from '../sql/columns.sql';
import { newFields } from '../sql/history.sql';

/** What planning holds on the person $1, part by part: what is theirs, and what they did to what is others'. */
const parts = {
  planners: `
    SELECT ${plannerColumns('p', 't')} FROM planners p JOIN planner_stats t ON t.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id`,
  sections: `
    SELECT ${sectionColumns('s')} FROM planners p JOIN sections s ON s.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id, s.position`,
  activities: `
    SELECT ${activityColumns('a')} FROM planners p JOIN activities a ON a.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id, a.created_at, a.id`,
  memberships: `
    SELECT planner_id AS "plannerId", role, created_at AS "createdAt"
      FROM planner_members WHERE user_id = $1 ORDER BY created_at, planner_id`,
  // Where the planner is another's, what a field held before may be another's words: only what was written is told.
  history: `
    SELECT o.occurred_at AS "at", o.name AS "action", o.resource_type AS "resourceType",
           o.resource_id AS "resourceId", o.stream_id AS "plannerId",
           CASE WHEN p.owner_id = $1 THEN changes.of
                ELSE (SELECT json_agg(json_build_object('field', change -> 'field', 'after', change -> 'after'))
                        FROM json_array_elements(changes.of) change) END AS "changes"
      FROM outbox o LEFT JOIN planners p ON p.id = o.stream_id
     CROSS JOIN LATERAL (SELECT coalesce(o.changes, ${newFields('o')}) AS of) changes
     WHERE o.actor_id = $1 AND o.stream_id IS NOT NULL ORDER BY o.seq`,
};

export const personalParts = Object.entries(parts).map(([name, select]) => ({
  name,
  statement: statement<{ json: string }>(
    `planning.export-${name}`,
    `SELECT row_to_json(part)::text AS json FROM (${select}) part`,
  ),
}));

/** Writers of a planner hold its row of counts before anything in it; so does whoever erases it. */
export const lockOwned = statement<{ id: string }>(
  'planning.erase-lock',
  `SELECT t.planner_id AS id FROM planner_stats t
    WHERE t.planner_id IN (SELECT p.id FROM planners p WHERE p.owner_id = $1)
    ORDER BY t.planner_id FOR UPDATE`,
);
/** Those of them that others see: they have to hear that it goes. */
export const shared = statement<{ id: string; version: number }>(
  'planning.erase-shared',
  `SELECT p.id, p.version FROM planners p
    WHERE p.owner_id = $1 AND p.deleted_at IS NULL
      AND EXISTS (SELECT FROM planner_members m WHERE m.planner_id = p.id)
    ORDER BY p.id`,
);
/** Planners of the person whose rows are gone already: their events say that the person made them. */
export const purgedBefore = statement<{ id: string }>(
  'planning.erase-purged-before',
  `SELECT DISTINCT o.stream_id AS id FROM outbox o
    WHERE o.actor_id = $1 AND o.name = 'planner.created'
      AND NOT EXISTS (SELECT FROM planners p WHERE p.id = o.stream_id)`,
);
/**
 * Once their own are gone: the planners, gone or not, of others that the person has done something in, or heard of as
 * a member of the team.
 */
export const touched = statement<{ id: string }>(
  'planning.erase-touched',
  `SELECT stream_id AS id FROM outbox WHERE actor_id = $1 AND stream_id IS NOT NULL
    UNION
   SELECT stream_id FROM outbox
    WHERE name IN ('planner.created', 'planner.restored') AND (payload -> 'audience') IS NOT NULL
      AND strpos((payload -> 'audience')::text, $1::text) > 0`,
);

/** What goes with the planners $1: their history, too. What is in a thing goes before the thing. */
export const erasePlanners = [
  'DELETE FROM outbox WHERE stream_id = ANY ($1::uuid[])',
  'DELETE FROM activities WHERE planner_id = ANY ($1::uuid[])',
  'DELETE FROM sections WHERE planner_id = ANY ($1::uuid[])',
  'DELETE FROM planners WHERE id = ANY ($1::uuid[])',
].map((text, index) => statement(`planning.erase-planners-${index}`, text));

const without = (json: string) => `replace(${json}::text, $2::text, '${NOBODY}')::json`;
/**
 * What the person $2 wrote into the planners $1 of others is those others' and stays; it names nobody any more.
 * Versions are left: what is shown of it is the same but for that.
 */
export const forgetIn = [
  `UPDATE activities
      SET user_id = CASE user_id WHEN $2 THEN '${NOBODY}' ELSE user_id END,
          updated_by = CASE updated_by WHEN $2 THEN '${NOBODY}' ELSE updated_by END
    WHERE planner_id = ANY ($1::uuid[]) AND (user_id = $2 OR updated_by = $2)`,
  `UPDATE outbox
      SET actor_id = nullif(actor_id, $2::uuid), payload = ${without('payload')}, changes = ${without('changes')}
    WHERE stream_id = ANY ($1::uuid[])
      AND (actor_id = $2::uuid OR strpos(payload::text, $2::text) > 0 OR strpos(changes::text, $2::text) > 0)`,
].map((text, index) => statement(`planning.forget-${index}`, text));

export const leave = statement(
  'planning.erase-memberships',
  'DELETE FROM planner_members WHERE user_id = $1',
);
