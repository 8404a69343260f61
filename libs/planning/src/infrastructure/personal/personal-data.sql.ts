import type { DomainEventName } from '@almanac/contracts';
import { NEXT_SEQ, NOBODY, personalParts, statement, statements } from '@almanac/platform';
import { commentColumns } from '../activity-parts/sql-comment.store';
import { filterColumns } from '../filters/sql-saved-filter.store';
import { planColumns } from '../plans/plan.sql';
import { activityColumns, asText, plannerColumns, sectionColumns } from '../sql/columns.sql';
import { newFields } from '../sql/history.sql';

/** What planning holds on the person $1, part by part: what is theirs, and what they did to what is others'. */
export const parts = personalParts('planning', {
  planners: `
    SELECT ${plannerColumns('p', 't')} FROM planners p JOIN planner_stats t ON t.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id`,
  sections: `
    SELECT ${sectionColumns('s')} FROM planners p JOIN sections s ON s.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id, s.position`,
  activities: `
    SELECT ${activityColumns('a')} FROM planners p JOIN activities a ON a.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id, a.created_at, a.id`,
  comments: `
    SELECT ${commentColumns('c', 'a')} FROM activity_comments c JOIN activities a ON a.id = c.activity_id
     WHERE c.user_id = $1 ORDER BY c.created_at, c.id`,
  // Of what is others': what is their own is among their activities.
  assignments: `
    SELECT a.id AS "activityId", a.planner_id AS "plannerId", a.title AS "title"
      FROM activities a JOIN planners p ON p.id = a.planner_id
     WHERE a.assignees <> '{}' AND a.assignees @> ARRAY[$1::uuid] AND p.owner_id IS DISTINCT FROM $1
     ORDER BY a.created_at, a.id`,
  reminders: `
    SELECT r.activity_id AS "activityId", r.id AS "id", r.type AS "type", r.remind_at AS "remindAt",
           r.offset_minutes AS "offset", r.sent_at AS "sentAt", r.created_at AS "createdAt"
      FROM activity_reminders r WHERE r.user_id = $1 ORDER BY r.created_at, r.id`,
  timers: `
    SELECT activity_id AS "activityId", started_at AS "startedAt" FROM activity_timers WHERE user_id = $1`,
  filters: `SELECT ${filterColumns('f')} FROM saved_filters f WHERE f.user_id = $1 ORDER BY f.created_at, f.id`,
  occurrences: `
    SELECT e.planner_id AS "plannerId", e.series_id AS "seriesId", ${asText('e.original_start')} AS "originalStart",
           e.skipped AS "skipped", e.content AS "content"
      FROM planners p JOIN activity_exceptions e ON e.planner_id = p.id
     WHERE p.owner_id = $1 ORDER BY p.created_at, p.id, e.series_id, e.original_start`,
  memberships: `
    SELECT planner_id AS "plannerId", role, created_at AS "createdAt"
      FROM planner_members WHERE user_id = $1 ORDER BY created_at, planner_id`,
  plans: `
    SELECT ${planColumns('q')}, q.steps AS "steps" FROM plans q WHERE q.owner_id = $1 ORDER BY q.created_at, q.id`,
  planMemberships: `
    SELECT plan_id AS "planId", role, created_at AS "createdAt"
      FROM plan_members WHERE user_id = $1 ORDER BY created_at, plan_id`,
  'share-links': `
    SELECT l.planner_id AS "plannerId", l.password_hash IS NOT NULL AS "hasPassword", l.created_at AS "createdAt",
           l.expires_at AS "expiresAt",
           (SELECT coalesce(sum(a.count), 0) FROM share_link_accesses a WHERE a.link_id = l.id) AS "accessCount"
      FROM planners p JOIN share_links l ON l.planner_id = p.id WHERE p.owner_id = $1 ORDER BY l.created_at, l.id`,
  // Goes with the account by itself.
  accessChanges: `
    SELECT resource_type AS "resourceType", resource_id AS "resourceId", kind, occurred_at AS "at"
      FROM access_changes WHERE user_id = $1 ORDER BY seq`,
  // Where the planner is another's, what a field held before may be another's words: only what was written is told.
  history: `
    SELECT o.occurred_at AS "at", o.name AS "action", o.resource_type AS "resourceType",
           o.resource_id AS "resourceId", CASE WHEN o.resource_type <> 'plan' THEN o.stream_id END AS "plannerId",
           CASE WHEN $1 IN (p.owner_id, q.owner_id) THEN changes.of
                ELSE (SELECT json_agg(json_build_object('field', change -> 'field', 'after', change -> 'after'))
                        FROM json_array_elements(changes.of) change) END AS "changes"
      FROM outbox o LEFT JOIN planners p ON p.id = o.stream_id LEFT JOIN plans q ON q.id = o.stream_id
     CROSS JOIN LATERAL (SELECT coalesce(o.changes, ${newFields('o')}) AS of) changes
     WHERE o.actor_id = $1 AND o.stream_id IS NOT NULL ORDER BY o.seq`,
});

/** Writers of a planner hold its row of counts before anything in it; so does whoever erases it. */
export const lockOwned = statement<{ id: string }>(
  'planning.erase-lock',
  `SELECT t.planner_id AS id FROM planner_stats t
    WHERE t.planner_id IN (SELECT p.id FROM planners p WHERE p.owner_id = $1)
    ORDER BY t.planner_id FOR UPDATE`,
);
/** Plans of the person; whoever writes one holds its row. */
export const lockOwnedPlans = statement<{ id: string }>(
  'planning.erase-lock-plans',
  'SELECT id FROM plans WHERE owner_id = $1 ORDER BY id FOR UPDATE',
);
/** Those of them that others share, with who they are and the number of the event that tells them. */
export const sharedPlans = statement<{ id: string; version: number; audience: string[]; seq: string }>(
  'planning.erase-shared-plans',
  `SELECT p.id, p.version, m.audience, ${NEXT_SEQ} AS seq FROM plans p
    CROSS JOIN LATERAL (SELECT array_agg(user_id) AS audience FROM plan_members WHERE plan_id = p.id) m
    WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND m.audience IS NOT NULL
    ORDER BY p.id`,
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
    WHERE o.actor_id = $1 AND o.name IN ('planner.created', 'plan.created')
      AND NOT EXISTS (SELECT FROM planners p WHERE p.id = o.stream_id)
      AND NOT EXISTS (SELECT FROM plans q WHERE q.id = o.stream_id)`,
);
/** Events that call somebody by name (`user` of the payload), as the index `outbox_people` has them. */
export const callingByName: readonly DomainEventName[] = [
  'collaborator.joined',
  'collaborator.updated',
  'collaborator.left',
  'plan.member-joined',
  'plan.member-updated',
  'plan.member-left',
];
const calls = (person: string) =>
  `name IN (${callingByName.map((name) => `'${name}'`).join(', ')}) AND payload -> 'user' ->> 'id' = ${person}::text`;

/**
 * Once their own are gone: the planners, gone or not, of others that the person has done something in, was on, or
 * heard of as a member of the team; and the plans of others that name them, gone or not.
 */
export const touched = statement<{ id: string }>(
  'planning.erase-touched',
  `SELECT stream_id AS id FROM outbox WHERE actor_id = $1 AND stream_id IS NOT NULL
    UNION
   SELECT stream_id FROM outbox
    WHERE name IN ('planner.created', 'planner.restored') AND (payload -> 'audience') IS NOT NULL
      AND strpos((payload -> 'audience')::text, $1::text) > 0
    UNION
   SELECT planner_id FROM planner_named_people WHERE user_id = $1
    UNION
   SELECT stream_id FROM outbox
    WHERE resource_type = 'plan' AND stream_id IS NOT NULL
      AND (strpos(payload::text, $1::text) > 0 OR strpos(changes::text, $1::text) > 0)
    UNION
   SELECT id FROM plans WHERE strpos(steps::text, $1::text) > 0
    UNION
   SELECT plan_id FROM plan_members WHERE user_id = $1
    UNION
   SELECT stream_id FROM outbox WHERE ${calls('$1')}`,
);

/** What goes with the planners $1: their history, too. What is in a thing goes before the thing. */
export const erasePlanners = statements('planning.erase-planners', [
  'DELETE FROM outbox WHERE stream_id = ANY ($1::uuid[])',
  // Others were reminded of what stood in it, by its title.
  `DELETE FROM outbox
    WHERE stream_id IS NULL AND name = 'reminder.due' AND (payload ->> 'plannerId')::uuid = ANY ($1::uuid[])`,
  'DELETE FROM planner_named_people WHERE planner_id = ANY ($1::uuid[])',
  'DELETE FROM activities WHERE planner_id = ANY ($1::uuid[])',
  'DELETE FROM sections WHERE planner_id = ANY ($1::uuid[])',
  'DELETE FROM planners WHERE id = ANY ($1::uuid[])',
  'DELETE FROM plans WHERE id = ANY ($1::uuid[])',
]);

const without = (json: string) => `replace(${json}::text, $2::text, '${NOBODY}')::json`;
/**
 * What the person $2 wrote into the planners $1 of others is those others' and stays; it names nobody any more.
 * Versions are left: what is shown of it is the same but for that. The planner's tick grows, as its ETag stands for ids, too.
 */
export const forgetIn = statements('planning.forget', [
  'UPDATE planner_stats SET tick = tick + 1 WHERE planner_id = ANY ($1::uuid[]) AND $2::uuid IS NOT NULL',
  `UPDATE activities
      SET user_id = CASE user_id WHEN $2 THEN '${NOBODY}' ELSE user_id END,
          updated_by = CASE updated_by WHEN $2 THEN '${NOBODY}' ELSE updated_by END,
          assignees = array_remove(assignees, $2)
    WHERE planner_id = ANY ($1::uuid[]) AND (user_id = $2 OR updated_by = $2 OR assignees @> ARRAY[$2::uuid])`,
  `UPDATE activity_comments c
      SET user_id = CASE c.user_id WHEN $2 THEN '${NOBODY}' ELSE c.user_id END, mentions = array_remove(c.mentions, $2)
     FROM activities a
    WHERE a.id = c.activity_id AND a.planner_id = ANY ($1::uuid[])
      AND (c.user_id = $2 OR c.mentions <> '{}' AND c.mentions @> ARRAY[$2::uuid])`,
  `UPDATE activity_reminders r SET user_id = '${NOBODY}'
     FROM activities a
    WHERE a.id = r.activity_id AND a.planner_id = ANY ($1::uuid[]) AND r.user_id = $2`,
  // Their name first, as long as the event still says that it is theirs.
  `UPDATE outbox SET payload = jsonb_set(payload::jsonb, '{user,displayName}', 'null')::json
    WHERE stream_id = ANY ($1::uuid[]) AND ${calls('$2')}`,
  `UPDATE outbox
      SET actor_id = nullif(actor_id, $2::uuid), payload = ${without('payload')}, changes = ${without('changes')}
    WHERE stream_id = ANY ($1::uuid[])
      AND (actor_id = $2::uuid OR strpos(payload::text, $2::text) > 0 OR strpos(changes::text, $2::text) > 0)`,
  // Somebody's id may stand there as an assignee.
  `UPDATE plans SET steps = ${without('steps')}
    WHERE id = ANY ($1::uuid[]) AND strpos(steps::text, $2::text) > 0`,
]);

/** Who was assigned: outside the streams, and told long ago. With the person $2, and the planners $1 that go. */
export const forgetAssigned = statement(
  'planning.forget-assigned',
  `DELETE FROM outbox
    WHERE stream_id IS NULL AND name IN ('activity.assigned', 'activities.assigned')
      AND (payload ->> 'plannerId' = ANY ($1::text[]) OR strpos(payload::text, $2::text) > 0)`,
);

/** Notes for undoing that name the person $1: what they are for is done without. They live for a day. */
export const forgetNotes = statement(
  'planning.forget-undo-notes',
  `DELETE FROM undo_notes
    WHERE people @> ARRAY[$1::uuid] OR (people IS NULL AND strpos(note::text, $1::text) > 0)`,
);

/** What is the person's alone, and where they belonged. */
export const leave = [
  'planner_members',
  'plan_members',
  'activity_timers',
  'saved_filters',
  'planner_named_people',
].map((table) => statement(`planning.erase-${table}`, `DELETE FROM ${table} WHERE user_id = $1`));
