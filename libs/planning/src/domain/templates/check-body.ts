import { DomainError, fieldProblem, problemsOfSchema, type FieldProblem } from '@almanac/kernel';
import { calendarProblems } from '../plans/plan-content';
import { stepProblems } from '../plans/step-rules';
import { DEFAULT_RULES } from '../plans/working-calendar';
import { recurrenceOf } from '../recurrence/recurrence';
import { refused } from '../refusals';
import {
  bodySchemas,
  MAX_RECURRING,
  type ActivityBody,
  type BodyByKind,
  type PlanBody,
  type PlannerBody,
  type TemplateBody,
  type TemplateKind,
} from './body';

/** More than anybody reads; what a hostile body costs is bounded by it. */
const MAX_PROBLEMS = 100;

/**
 * A body as its kind wants it.
 * @throws DomainError VALIDATION_ERROR with every problem and its path, which begins with `body`.
 */
export function checkBody<Kind extends TemplateKind>(kind: Kind, value: unknown): BodyByKind[Kind] {
  const parsed = bodySchemas[kind].safeParse(value);
  if (!parsed.success) throw refused(...problemsOfSchema(parsed.error.issues, 'body'));
  const body: TemplateBody = parsed.data;
  if (kind === 'plan') requirePlan(body as PlanBody);
  if (kind === 'planner') requireRules(body as PlannerBody);
  return body as BodyByKind[Kind];
}

/** What plans themselves demand of their steps and hours. */
function requirePlan({ steps, calendar }: PlanBody): void {
  const { hours = DEFAULT_RULES.hours, workingDays = [], holidays = [] } = calendar ?? {};
  const problems = [
    ...calendarProblems({ hours, workingDays, holidays, timezone: DEFAULT_RULES.timezone }),
    ...stepProblems(steps.map(stepOf)),
  ];
  if (problems.length > 0) throw refused(...problems.map((one) => ({ ...one, field: `body.${one.field}` })));
}

/** What activities demand of what recurs; whether it ever does is seen once there is a start. */
function requireRules({ sections }: PlannerBody): void {
  const recurring = sections.flatMap(({ activities = [] }, index) =>
    activities.flatMap((activity, place) =>
      activity.recurrence ? [{ activity, path: `body.sections[${index}].activities[${place}]` }] : [],
    ),
  );
  if (recurring.length > MAX_RECURRING) {
    throw refused(
      fieldProblem('body.sections', `must have at most ${MAX_RECURRING} activities that recur`, 'maxItems'),
    );
  }
  const problems = recurring.flatMap(({ activity, path }) => within(path, () => requireRule(activity)));
  if (problems.length > 0) throw refused(...problems.slice(0, MAX_PROBLEMS));
}

function requireRule({ recurrence, startOffset, dueOffset }: ActivityBody): void {
  const { endOffset: _end, ...rule } = recurrence ?? {};
  if (/(^|;)UNTIL=/i.test(rule.rrule ?? '')) {
    throw refused({ field: 'recurrence.rrule', message: 'rrule ends by endOffset here', rule: 'unexpected' });
  }
  recurrenceOf(rule, 'UTC');
  if (typeof startOffset === 'string' || typeof dueOffset === 'string') return;
  const message = 'recurrence needs a startOffset or a dueOffset to begin at';
  throw refused({ field: 'recurrence', message, rule: 'anchor' });
}

/** What is wrong with a part of a body, by its path. */
export function within(path: string, check: () => void): FieldProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || !Array.isArray(error.details)) throw error;
    return (error.details as FieldProblem[]).map((one) => ({ ...one, field: `${path}.${one.field}` }));
  }
}

function stepOf({
  id,
  dependsOn = [],
}: PlanBody['steps'][number]): Parameters<typeof stepProblems>[0][number] {
  return { id, dependsOn: dependsOn.map(({ id: on, type = 'FS', lag = 0 }) => ({ id: on, type, lag })) };
}
