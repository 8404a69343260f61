import type { ActivityContent } from '../activity';
import { unticked } from '../activity-parts/checklist';
import { anchorOf, type SeriesPlace } from './series-place';
import { WallClock } from './wall-clock';

const dateFields = ['startDate', 'dueDate', 'endDate'] as const;
/** What one occurrence may have of its own. */
export const ownFields = [
  ...['title', 'description', 'type', 'priority', 'tags', 'metadata', 'location'],
  ...dateFields,
] as const;
export type OwnContent = Partial<ActivityContent>;

export type Dates = Pick<ActivityContent, (typeof dateFields)[number]>;

/** The dates of an activity as another occurrence of its series has them: the same times by the wall clock. */
export function datesAt(content: Dates, from: string, to: string, timeZone: string): Dates {
  const clock = new WallClock(timeZone);
  const moved = clock.at(Date.parse(to)) - clock.at(Date.parse(from));
  const shift = (text: string | null): string | null => {
    if (text === null) return null;
    return text === from ? to : new Date(clock.instantOf(clock.at(Date.parse(text)) + moved)).toISOString();
  };
  const [startDate, dueDate] = [shift(content.startDate), shift(content.dueDate)];
  const endDate = shift(content.endDate);
  if (startDate !== null && endDate !== null && endDate < startDate) {
    // Clocks were moved in between; then it takes as long as ever.
    const length = Date.parse(content.endDate ?? '') - Date.parse(content.startDate ?? '');
    return { startDate, dueDate, endDate: new Date(Date.parse(startDate) + length).toISOString() };
  }
  return { startDate, dueDate, endDate };
}

/**
 * The content of a new occurrence: open, nothing ticked, nothing of what was done for the one before. `base` is what
 * the series has where the one before had something of its own.
 */
export function contentOfOccurrence(
  before: ActivityContent,
  base: OwnContent,
  place: SeriesPlace,
): ActivityContent {
  const content = { ...before, ...base };
  const from = anchorOf(content) ?? place.originalStart;
  const {
    progress: _done,
    actualDuration: _spent,
    focusTime: _focus,
    pomodoroSessions: _sessions,
    ...metadata
  } = content.metadata;
  return {
    ...content,
    ...datesAt(content, from, place.originalStart, place.timeZone),
    status: 'pending',
    completedAt: null,
    checklist: unticked(content.checklist),
    metadata,
    series: place,
  };
}
