import type { Id } from '@almanac/kernel';
import { activityContent, type ActivityContent } from '../activity';
import type { ReminderContent } from '../activity-parts/reminder';
import { plannerContent, type PlannerContent } from '../planner';
import type { OwnContent } from '../recurrence/occurrence-content';
import { untilText, type RecurrenceInput } from '../recurrence/recurrence';
import { refused } from '../refusals';
import { sectionContent, type SectionContent } from '../section';
import type { ActivityBody, PlannerBody, RecurrenceBody } from './body';
import { within } from './check-body';
import { DEFAULT_WORKING_DAYS, RelativeDates, type WorkingDays } from './offset';

/** A planner with all that is in it, as it is written at once. */
export interface PlannerDraft {
  /** Where it has to be known beforehand. */
  id?: Id;
  content: PlannerContent;
  /** Left out where it is not archived. */
  archivedAt?: string | null;
  sections: SectionDraft[];
}

export interface SectionDraft {
  content: SectionContent;
  activities: ActivityDraft[];
}

/** An activity of it. One that others refer to, or that has parts, brings its id along. */
export interface ActivityDraft extends ActivityContent {
  id?: Id;
  parts?: DraftParts;
}

/** What belongs to an activity beside what it says. */
export interface DraftParts {
  reminders: DraftReminder[];
  suggestions: { suggestion: string; confidence: number | null; accepted: boolean | null }[];
  /** The oldest first; those of others have no author who could be named. */
  comments: { mine: boolean; text: string }[];
  /** Of the series that goes on from it. */
  exceptions: { originalStart: string; skipped: boolean; content: OwnContent; base: OwnContent }[];
}

export interface DraftReminder extends ReminderContent {
  sentAt: string | null;
}

/** From when something is made of a template, and in which zone its dates keep to the wall clock. */
export interface Start {
  /** UTC, with milliseconds. */
  startDate: string;
  timeZone: string;
  /** Whether dates that fall on a day off move to the next working day. */
  skipDaysOff: boolean;
}

/**
 * What a body with its variables filled in makes.
 * @throws DomainError VALIDATION_ERROR for dates out of the calendar, and ends before their beginning.
 */
export function plannerFrom(body: PlannerBody, title: string, start: Start): PlannerDraft {
  const { sections, calendar, variables: _declared, settings, ...fields } = body;
  const dates = new RelativeDates(start.startDate, start.timeZone, daysOf(calendar), start);
  const seriesZone = settings?.timezone ?? start.timeZone;
  return {
    // Nobody publishes a planner by using a template.
    content: plannerContent({ ...fields, title, settings: { ...defined(settings), isPublic: false } }),
    sections: sections.map(({ activities = [], ...section }, index) => ({
      content: sectionContent({ ...section, settings: defined(section.settings) }),
      activities: activities.map((activity, place) =>
        activityFrom(activity, dates, `body.sections[${index}].activities[${place}]`, {
          timeZone: start.timeZone,
          seriesZone,
        }),
      ),
    })),
  };
}

function daysOf(calendar: PlannerBody['calendar']): WorkingDays {
  return { ...DEFAULT_WORKING_DAYS, ...defined(calendar) };
}

function activityFrom(
  activity: ActivityBody,
  dates: RelativeDates,
  path: string,
  zones: { timeZone: string; seriesZone: string },
): ActivityContent {
  const { dueOffset, startOffset, endOffset, durationMinutes, recurrence, ...rest } = activity;
  const { estimatedDuration, difficulty, energyLevel, ...fields } = rest;
  const at = (offset: string | null | undefined, name: string) =>
    typeof offset !== 'string' ? null : dates.at(offset, `${path}.${name}`);
  const startDate = at(startOffset, 'startOffset');
  const endDate =
    typeof durationMinutes !== 'number' ? at(endOffset, 'endOffset') : after(startDate, durationMinutes);
  if (startDate !== null && endDate !== null && endDate < startDate) {
    const field = `${path}.endOffset`;
    throw refused({ field, message: 'endOffset must not be before startOffset', rule: 'dateOrder' });
  }
  const dueDate = at(dueOffset, 'dueOffset');
  const metadata = { estimatedDuration, difficulty, energyLevel };
  const repeated = recurrence && recurrenceFrom(recurrence, (offset) => at(offset, 'recurrence.endOffset'));
  const input = { ...fields, metadata, dueDate, startDate, endDate, recurrence: repeated };
  let content: ActivityContent | undefined;
  const problems = within(path, () => {
    content = activityContent(input, { now: new Date(0), ...zones });
  });
  if (content === undefined) throw refused(...problems);
  return content;
}

/** An rrule tells its end itself, the simple form by its date. */
function recurrenceFrom(
  { endOffset, ...rule }: RecurrenceBody,
  at: (offset: string) => string | null,
): RecurrenceInput {
  const endDate = typeof endOffset === 'string' ? at(endOffset) : null;
  if (endDate === null) return rule;
  const { rrule } = rule;
  if (typeof rrule !== 'string') return { ...rule, endDate };
  return { ...rule, rrule: `${rrule};UNTIL=${untilText(Date.parse(endDate))}` };
}

function after(startDate: string | null, minutes: number): string | null {
  return startDate === null ? null : new Date(Date.parse(startDate) + minutes * 60_000).toISOString();
}

/** Without the members that are there and undefined. */
function defined<T extends object>(value: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
