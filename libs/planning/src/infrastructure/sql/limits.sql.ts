import {
  holdsPermission,
  isLapsedTeam,
  isOfTierOrAdmin,
  type Config,
  type Parameters,
} from '@almanac/platform';

/**
 * The limits of tiers inside of statements (docs/limits.md). What is over a limit is worked out where it is asked, from
 * the rows themselves and from what the owner may do now: no mark is kept that could be stale. `Limits` of the platform
 * has the same rule for writes that make something; a test holds them together.
 *
 * The figures are settings, so they come as a parameter: one array, `limitValues`.
 */
export interface LimitParameters {
  planners: string;
  collaborators: string;
  collaboratorsPaid: string;
}

/** Of the parameter `$n`. */
export function limitParameters(n: number): LimitParameters {
  return named(`$${n}`);
}

/** As a further parameter of a list. */
export function addLimits(parameters: Parameters, values: readonly number[]): LimitParameters {
  return named(parameters.add(values));
}

function named(parameter: string): LimitParameters {
  const at = (place: number) => `(${parameter}::bigint[])[${place}]`;
  return { planners: at(1), collaborators: at(2), collaboratorsPaid: at(3) };
}

/** What the parameter stands for. */
export function limitValues({
  MAX_PLANNERS_FREE,
  MAX_COLLABORATORS_FREE,
  MAX_COLLABORATORS_PREMIUM,
}: Pick<
  Config,
  'MAX_PLANNERS_FREE' | 'MAX_COLLABORATORS_FREE' | 'MAX_COLLABORATORS_PREMIUM'
>): readonly number[] {
  return [MAX_PLANNERS_FREE, MAX_COLLABORATORS_FREE, MAX_COLLABORATORS_PREMIUM];
}

/**
 * Whether a planner is over the limit of its owner: they have as many that are older, and may not have planners without
 * limit. The permission, which costs most, is asked last: hardly anybody without it has more planners than the limit.
 * `owner` is given where it is the same for all rows, so that it is asked once.
 */
export function isOverPlannerLimit(
  planner: string,
  { planners }: LimitParameters,
  owner = `${planner}.owner_id`,
): string {
  return `CASE WHEN (${planner}.created_at, ${planner}.id) >= (
      SELECT older.created_at, older.id FROM planners older
       WHERE older.owner_id = ${owner} AND older.deleted_at IS NULL
       ORDER BY older.created_at, older.id OFFSET ${planners} LIMIT 1)
    THEN NOT ${holdsPermission(owner, 'create:unlimited-planners')} ELSE false END`;
}

/** Whether a planner is a team's none of whose owners may have teams any more. */
export function isOfLapsedTeam(planner: string): string {
  return `CASE WHEN ${planner}.team_id IS NULL THEN false ELSE ${isLapsedTeam(`${planner}.team_id`)} END`;
}

/** Whether nothing may be changed in a planner, whoever comes. */
export function isReadOnly(planner: string, limits: LimitParameters): string {
  return `CASE WHEN ${planner}.team_id IS NULL THEN ${isOverPlannerLimit(planner, limits)}
    ELSE ${isOfLapsedTeam(planner)} END`;
}

/** The same for lists: `mine` is the caller, about whose own planners all is asked once. */
export function isReadOnlyFor(planner: string, limits: LimitParameters, mine: string): string {
  return `CASE WHEN ${planner}.owner_id = ${mine} THEN ${isOverPlannerLimit(planner, limits, mine)}
    ELSE ${isReadOnly(planner, limits)} END`;
}

/** How many collaborators the owner may have on one thing; a number that nobody reaches where there is no limit. */
function collaboratorsOf(owner: string, { collaborators, collaboratorsPaid }: LimitParameters): string {
  return `(SELECT CASE
      WHEN NOT ${holdsPermission(owner, 'share:planners')} THEN ${collaborators}
      WHEN ${isOfTierOrAdmin(owner, 'enterprise')} THEN 2147483647
      ELSE ${collaboratorsPaid} END)`;
}

/**
 * Whether a collaborator `m` (of `planner_members` or `plan_members`) is over the limit of who owns the thing: as many
 * came before them. Those who are count as viewers until there is room. Never on what a team owns.
 */
export function isOverLimit(
  type: 'planner' | 'plan',
  m: string,
  thing: string,
  limits: LimitParameters,
): string {
  const named = type === 'planner' ? 'AND earlier.own_role IS NOT NULL' : '';
  return `CASE WHEN ${thing}.owner_id IS NULL THEN false ELSE coalesce(
    (${m}.created_at, ${m}.user_id) >= (
      SELECT earlier.created_at, earlier.user_id FROM ${type}_members earlier
       WHERE earlier.${type}_id = ${thing}.id ${named}
       ORDER BY earlier.created_at, earlier.user_id
      OFFSET ${collaboratorsOf(`${thing}.owner_id`, limits)} LIMIT 1), false) END`;
}

/** The role that counts of a member `m`: what they were given, or less where they are over the limit. */
export function countingRole(
  type: 'planner' | 'plan',
  m: string,
  thing: string,
  limits: LimitParameters,
): string {
  return `CASE WHEN coalesce(${m}.role, 'viewer') IN ('viewer', 'owner') THEN ${m}.role
    WHEN ${isOverLimit(type, m, thing, limits)} THEN 'viewer' ELSE ${m}.role END`;
}
