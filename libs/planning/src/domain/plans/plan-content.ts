import { DateTime } from 'luxon';
import type { FieldProblem } from '@almanac/kernel';
import { priorities, type Moment, type Priority } from '../activity';
import { mergeObjects } from '../merge-patch';
import { refused } from '../refusals';
import { instant } from '../time-range';
import type { DependencyType, PlanToSchedule } from './plan';
import { DEFAULT_RULES, type CalendarRules } from './working-calendar';

/** What a plan holds and what is left out (spec: planning.md, "Plans"). Dates are UTC texts with milliseconds. */
export const planStatuses = ['draft', 'active', 'done'] as const;
export type PlanStatus = (typeof planStatuses)[number];

export const MAX_STEPS = 10_000;
export const MAX_DEPENDENCIES = 100_000;
/** Minutes of working time: more than eight years of eight hours a day. */
export const MAX_MINUTES = 1_000_000;

/** What people write into a plan, its steps aside. */
export interface PlanContent {
  title: string;
  description: string | null;
  startsAt: string;
  deadline: string | null;
  status: PlanStatus;
  calendar: CalendarRules;
}

export interface StepContent {
  id: string;
  title: string;
  duration: number;
  dependsOn: { id: string; type: DependencyType; lag: number }[];
  assignee: string | null;
  earliestStart: string | null;
  fixedStart: string | null;
  /** A word, or a number from 0 to 100 for whoever wants finer steps: the words are 25, 50, 75 and 100. */
  priority: Priority | number;
}

/** What a client may send; the shape is checked already. */
export interface StepInput {
  id: string;
  title: string;
  duration: number;
  dependsOn?: { id: string; type?: string | undefined; lag?: number | undefined }[] | null | undefined;
  assignee?: string | null | undefined;
  earliestStart?: string | null | undefined;
  fixedStart?: string | null | undefined;
  priority?: string | number | null | undefined;
}

export interface PlanInput {
  title?: string | undefined;
  description?: string | null | undefined;
  /** Now, where it is left out of a new plan. */
  startsAt?: string | null | undefined;
  deadline?: string | null | undefined;
  status?: string | null | undefined;
  calendar?: Partial<CalendarRules> | null | undefined;
  steps?: StepInput[] | null | undefined;
}

/** The content of a new plan. */
export function planContent(input: PlanInput & { title: string }, moment: Moment): PlanContent {
  return patchPlan(emptyPlan(moment), input, moment);
}

/** The content after a merge patch; steps are told apart. */
export function patchPlan(content: PlanContent, input: PlanInput, moment: Moment): PlanContent {
  const { steps: _steps, ...patch } = input;
  const merged = mergeObjects({ ...content }, { ...patch }) as Partial<PlanContent>;
  const empty = emptyPlan(moment);
  const at = (text: string, field: string) => planInstant(text, moment.timeZone, field);
  return {
    title: (merged.title ?? content.title).trim(),
    description: merged.description ?? null,
    startsAt: merged.startsAt === undefined ? empty.startsAt : at(merged.startsAt, 'startsAt'),
    deadline: typeof merged.deadline === 'string' ? at(merged.deadline, 'deadline') : null,
    status: merged.status ?? 'draft',
    calendar: { ...empty.calendar, ...merged.calendar },
  };
}

/** Steps with everything filled in that was left out, in the order that they came in. */
export function stepsOf(input: readonly StepInput[], { timeZone }: Moment): StepContent[] {
  return input.map((step, index) => {
    const at = (text: string | null | undefined, field: string) =>
      typeof text === 'string' ? planInstant(text, timeZone, `steps[${index}].${field}`) : null;
    return {
      id: step.id,
      title: step.title.trim(),
      duration: step.duration,
      dependsOn: (step.dependsOn ?? []).map(({ id, type = 'FS', lag = 0 }) => ({
        id,
        type: type as DependencyType,
        lag,
      })),
      assignee: assigneeOf(step.assignee),
      earliestStart: at(step.earliestStart, 'earliestStart'),
      fixedStart: at(step.fixedStart, 'fixedStart'),
      priority: (step.priority ?? 'medium') as Priority | number,
    };
  });
}

const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the assignee of a step is a user, by their id, rather than somebody by name. */
export function isUser(assignee: string | null): assignee is string {
  return assignee !== null && USER_ID.test(assignee);
}

/** An id in one spelling: it is the same person, and is found when they want to be forgotten. */
function assigneeOf(assignee: string | null | undefined): string | null {
  const given = assignee ?? null;
  return isUser(given) ? given.toLowerCase() : given;
}

/** What the scheduler reads. */
export function toSchedule(
  plan: Pick<PlanContent, 'startsAt' | 'deadline' | 'calendar'>,
  steps: readonly StepContent[],
): PlanToSchedule {
  return {
    startsAt: Date.parse(plan.startsAt),
    deadline: milliseconds(plan.deadline),
    calendar: { ...plan.calendar, hours: inOrder(plan.calendar.hours) },
    steps: steps.map(({ id, duration, dependsOn, assignee, earliestStart, fixedStart, priority }) => ({
      id,
      duration,
      dependsOn,
      assignee: assignee ?? undefined,
      earliestStart: milliseconds(earliestStart),
      fixedStart: milliseconds(fixedStart),
      priority: rankOf(priority),
    })),
  };
}

/** The word of a priority that may be a number. */
export function priorityWord(priority: Priority | number): Priority {
  if (typeof priority === 'string') return priority;
  return priorities[Math.min(3, Math.max(0, Math.ceil(priority / 25) - 1))] ?? 'medium';
}

export function inOrder(hours: CalendarRules['hours']): CalendarRules['hours'] {
  return [...hours].sort((a, b) => (a.from < b.from ? -1 : 1));
}

function rankOf(priority: Priority | number): number {
  return typeof priority === 'number' ? priority : (priorities.indexOf(priority) + 1) * 25;
}

function milliseconds(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}

/** What is far off makes calendars that nobody looks at, and years of five digits. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;

function planInstant(text: string, timeZone: string, field: string): string {
  const time = instant(text, timeZone, field);
  const year = new Date(time).getUTCFullYear();
  if (year >= FIRST_YEAR && year < LAST_YEAR) return time;
  throw refused({
    field,
    message: `${field} must lie between the years ${FIRST_YEAR} and ${LAST_YEAR}`,
    rule: 'range',
  });
}

function emptyPlan({ now, timeZone }: Moment): PlanContent {
  return {
    title: '',
    description: null,
    startsAt: now.toISOString(),
    deadline: null,
    status: 'draft',
    calendar: { ...DEFAULT_RULES, timezone: timeZone },
  };
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What is wrong with working hours and holidays beyond their shape. */
export function calendarProblems({ hours, holidays }: CalendarRules): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const tell = (field: string, must: string, rule: string) =>
    problems.push({ field: `calendar.${field}`, message: `${field} ${must}`, rule });
  hours.forEach(({ from, to }, index) => {
    if (!CLOCK.test(from) || !CLOCK.test(to))
      tell(`hours[${index}]`, 'must be times such as 09:00', 'pattern');
    else if (from >= to)
      tell(`hours[${index}]`, 'must end after it begins; 24:00 is the end of the day', 'range');
  });
  const sorted = inOrder(hours);
  const overlap = sorted.find(({ from }, index) => index > 0 && from < (sorted[index - 1]?.to ?? ''));
  if (overlap) tell(`hours[${hours.indexOf(overlap)}]`, 'must not overlap with other hours', 'overlap');
  holidays.forEach((day, index) => {
    const exists = /^\d{4}-\d{2}-\d{2}$/.test(day) && DateTime.fromISO(day, { zone: 'utc' }).isValid;
    if (!exists) tell(`holidays[${index}]`, 'must be a date that exists, such as 2026-12-25', 'isDate');
  });
  return problems.slice(0, 100);
}
