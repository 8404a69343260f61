import { isDeepStrictEqual } from 'node:util';
import { isTimeZone } from '@almanac/kernel';
import { invalid, parseDto } from '@almanac/platform';
import {
  CreateReminderDto,
  instant,
  MAX_COMMENT,
  MAX_REMINDERS,
  newReminder,
  recurrenceOf,
  requireSeries,
  UpdateActivityDto,
  type ActivityDraft,
  type DraftParts,
} from '@almanac/planning';
import type { Problems, ReadActivity, ReadException, ReadReminder } from '../../domain/imports/reading';
import { problemsOf } from './problems-of';
import type { Links } from './links';

/** More than any series, or any talk about an activity, comes to. */
const MAX_EXCEPTIONS = 1000;
const MAX_COMMENTS = 1000;
const MAX_SUGGESTIONS = 50;
const MAX_SUGGESTION = 10_000;
const DATES = ['startDate', 'dueDate', 'endDate'];

type Series = [ActivityDraft['recurrence'], ActivityDraft['series']];

/** What belongs to one activity; whatever of it is not as planning has it is left out and told. */
export class ActivityParts {
  constructor(
    private readonly read: ReadActivity,
    private readonly timeZone: string,
    private readonly problems: Problems,
  ) {}

  of(draft: ActivityDraft): DraftParts {
    const { comments = [], suggestions = [] } = this.read.restored ?? {};
    return {
      reminders: this.some('reminders', this.read.reminders ?? [], MAX_REMINDERS, (one) =>
        this.reminder(one),
      ),
      suggestions: this.some('suggestions', suggestions, MAX_SUGGESTIONS, (one) => {
        requireLength('a suggestion', one.suggestion, MAX_SUGGESTION);
        return one;
      }),
      comments: this.some('comments', comments, MAX_COMMENTS, (one) => {
        requireLength('a comment', one.text, MAX_COMMENT);
        return one;
      }),
      exceptions: this.exceptions(draft),
    };
  }

  /** A place in a series as the file has it; a rule that is none, or never occurs, leaves neither. */
  restoredSeries(links: Links): Series {
    const { series: place, recurrence: told } = this.read.restored ?? {};
    if (!place || !told) return [null, null];
    let result: Series = [null, null];
    this.guarded(() => {
      if (!isTimeZone(place.timeZone)) {
        this.tell('the time zone of its series is not known');
        return;
      }
      const { rrule, fromCompletion } = told as { rrule: string; fromCompletion: boolean };
      const recurrence = recurrenceOf({ rrule, fromCompletion }, place.timeZone);
      if (!isDeepStrictEqual(recurrence, told))
        this.tell('its repetition is told in two ways: the rule counts');
      const start = instant(place.start, place.timeZone, 'start');
      const originalStart = instant(place.originalStart, place.timeZone, 'originalStart');
      if (!place.continued) requireSeries(recurrence, start, place.timeZone);
      const id = links.seriesOf(place.index, originalStart);
      if (id === undefined) {
        this.tell('its series has another activity at that time');
        return;
      }
      const number = Math.min(place.number, 2 ** 31 - 1);
      const nextActivityId = place.continued ? links.lostNext() : null;
      result = [recurrence, { id, originalStart, start, timeZone: place.timeZone, number, nextActivityId }];
    });
    return result;
  }

  private reminder({
    type,
    time = null,
    offset = null,
    sentAt,
  }: ReadReminder): DraftParts['reminders'][number] {
    const input = parseDto(CreateReminderDto, { type, time, offset }, 'body');
    const reminder = newReminder(input, this.timeZone);
    const at = typeof sentAt === 'string' ? instant(sentAt, this.timeZone, 'sentAt') : null;
    return { ...reminder, sentAt: at };
  }

  private exceptions({ series }: ActivityDraft): DraftParts['exceptions'] {
    const { exceptions = [] } = this.read;
    if (series === null || exceptions.length === 0) return [];
    if (series.nextActivityId !== null) {
      this.tell('exceptions belong to the activity that the series goes on from');
      return [];
    }
    const seen = new Set<string>();
    const kept = this.some('exceptions', exceptions, MAX_EXCEPTIONS, (one) => this.exception(one));
    // The last word counts: calendars change what they have left out before.
    return kept
      .reverse()
      .filter(({ originalStart }) => !seen.has(originalStart) && seen.add(originalStart))
      .reverse();
  }

  private exception({
    originalStart,
    skipped,
    content,
    base,
  }: ReadException): DraftParts['exceptions'][number] {
    return {
      originalStart: instant(originalStart, this.timeZone, 'originalStart'),
      skipped,
      content: this.own(content),
      base: this.own(base),
    };
  }

  /** Checked as a change of an activity; dates as planning keeps them. */
  private own(content: Record<string, unknown>): DraftParts['exceptions'][number]['content'] {
    parseDto(UpdateActivityDto, content, 'body');
    const dates = DATES.flatMap((name) => {
      const text = content[name];
      return typeof text === 'string' ? [[name, instant(text, this.timeZone, name)] as const] : [];
    });
    return { ...content, ...Object.fromEntries(dates) };
  }

  private some<From, To>(what: string, items: readonly From[], max: number, make: (item: From) => To): To[] {
    if (items.length > max) this.tell(`more than ${max} ${what}: the others were left out`);
    return items.slice(0, max).flatMap((item) => {
      const made: To[] = [];
      this.guarded(() => made.push(make(item)));
      return made;
    });
  }

  private guarded(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      for (const { message } of problemsOf(error).slice(0, 5)) this.tell(message);
    }
  }

  private tell(message: string): void {
    this.problems.add(this.read.line, message);
  }
}

function requireLength(what: string, text: string, max: number): void {
  if ([...text].length <= max) return;
  const message = `${what} has more than ${max} characters`;
  throw invalid([{ field: 'text', message, rule: 'maxLength' }]);
}
