import type { ActivityContent } from '../activity';
import type { PlannerContent } from '../planner';
import { endlessRule, fromNumber } from '../recurrence/recurrence';
import type { SectionContent } from '../section';
import type { ActivityBody, PlannerBody, RecurrenceBody, SectionBody } from './body';
import { offsetBetween } from './offset';
import { said, spokenFor } from './said';
import type { PlannerDraft, SectionDraft } from './to-planner';

/** Longer than this, an end is told as an offset of its own, so that it too keeps to the wall clock. */
const A_DAY = 24 * 60;

/**
 * The body of a template that makes the planner again. Dates become offsets from the earliest date in it; what was done
 * and by whom is left out. What reads like a variable in it stands for itself unless a value is given.
 */
export function bodyFromPlanner({ content, sections }: PlannerDraft, timeZone: string): PlannerBody {
  const anchor = earliest(sections.flatMap(({ activities }) => activities));
  const body = {
    ...plannerFields(content),
    sections: sections.map((section) => sectionFields(section, anchor, timeZone)),
  };
  return spokenFor(body);
}

function earliest(activities: readonly ActivityContent[]): string | undefined {
  return activities
    .flatMap(({ dueDate, startDate, endDate }) => [dueDate, startDate, endDate])
    .filter((date) => date !== null)
    .reduce<string | undefined>(
      (first, date) => (first === undefined || date < first ? date : first),
      undefined,
    );
}

function plannerFields(content: PlannerContent): Omit<PlannerBody, 'sections'> {
  const { title, description, color, icon, tags, settings } = content;
  const { isPublic: _own, ...kept } = settings;
  return said({ title, description, color, icon, tags, settings: kept });
}

function sectionFields(
  { content, activities }: SectionDraft,
  anchor: string | undefined,
  timeZone: string,
): SectionBody {
  const { title, description, type, settings }: SectionContent = content;
  return said({
    title,
    description,
    type,
    settings,
    activities: activities.map((activity) => activityFields(activity, anchor, timeZone)),
  });
}

function activityFields(
  content: ActivityContent,
  anchor: string | undefined,
  timeZone: string,
): ActivityBody {
  const { title, description, type, priority, tags, metadata, location } = content;
  const offset = (date: string | null) =>
    date === null || anchor === undefined ? null : offsetBetween(anchor, date, timeZone);
  const { estimatedDuration, difficulty, energyLevel } = metadata;
  const minutes = lengthOf(content);
  return said({
    title,
    description,
    type,
    priority,
    tags,
    estimatedDuration,
    difficulty,
    energyLevel,
    checklist: content.checklist.map(({ text: line }) => line),
    dueOffset: offset(content.dueDate),
    startOffset: offset(content.startDate),
    durationMinutes: minutes,
    endOffset: minutes === null ? offset(content.endDate) : null,
    location,
    recurrence: recurrenceFields(content, offset),
  });
}

/** From the occurrence on that the series has come to. */
function recurrenceFields(
  { recurrence, series }: ActivityContent,
  offset: (date: string | null) => string | null,
): RecurrenceBody | null {
  if (recurrence === null || series === null) return null;
  const left = fromNumber(recurrence, series.number);
  return said({
    rrule: endlessRule(left),
    fromCompletion: left.fromCompletion || null,
    endOffset: offset(left.endDate),
  });
}

/** Whole minutes from start to end, where they say it well. */
function lengthOf({ startDate, endDate }: ActivityContent): number | null {
  if (startDate === null || endDate === null) return null;
  const minutes = (Date.parse(endDate) - Date.parse(startDate)) / 60_000;
  return Number.isInteger(minutes) && minutes <= A_DAY ? minutes : null;
}
