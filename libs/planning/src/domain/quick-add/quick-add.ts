import { DateTime } from 'luxon';
import type { Priority } from '../activity';
import { refused } from '../refusals';
import { anyOf, Line, wholeWords } from './line';
import { takeRepetition, type Repetition } from './repetition';
import { takeWhen, type When } from './when';
import { words as allWords, type Words } from './words';

/** The longest line that is read. */
export const MAX_LINE = 500;
const MAX_TAGS = 50;
const MAX_MINUTES = 7 * 24 * 60;

/** What a line of natural language says of a new activity. Times are UTC texts, durations minutes. */
export interface QuickAdd {
  title: string;
  dueDate: string | null;
  startDate: string | null;
  endDate: string | null;
  tags: string[];
  priority: Priority | null;
  estimatedDuration: number | null;
  recurrence: Repetition | null;
}

/** In whose place and language a line is read. */
export interface Reader {
  now: Date;
  timeZone: string;
  /** BCP 47; what is not known is read as English. */
  language: string;
}

const TAG = /(?<![^ ])#([\p{L}\p{N}][\p{L}\p{N}_-]{0,99})(?![^ ,.;!?])/gu;
const PRIORITY = /(?<![^ ])!{1,2}(low|medium|high|urgent|[1-4])(?![^ ,.;])/gu;
/** The first is the most pressing. */
const byNumber: readonly Priority[] = ['urgent', 'high', 'medium', 'low'];
const byName: readonly Priority[] = ['low', 'medium', 'high', 'urgent'];

/**
 * Reads one line, such as "Dentist tomorrow 3pm for 45m #health !high every 6 months". What is understood is taken out
 * of it, and what is left is the title. A time with a duration is when it takes place; a time alone, or a day, is when
 * it is due: a day without a time means its last minute (spec: fine-print.md, "Planning, in detail").
 * @throws DomainError VALIDATION_ERROR where nothing is left for a title
 */
export function quickAdd(text: string, reader: Reader): QuickAdd {
  const line = new Line(text);
  const words = allWords[reader.language.split('-')[0] ?? ''] ?? allWords['en'];
  if (!words) throw new Error('there are no words at all');
  const tags = takeTags(line);
  const priority = takePriority(line);
  const estimatedDuration = takeDuration(line, words);
  const recurrence = takeRepetition(line, words) ?? null;
  const when = takeWhen(line, reader, words) ?? (recurrence ? today(reader) : undefined);
  const title = line.title();
  if (title === '') {
    throw refused({ field: 'text', message: 'text must say what is to be done', rule: 'title' });
  }
  return { title, ...dates(when, estimatedDuration, reader), tags, priority, estimatedDuration, recurrence };
}

function takeTags(line: Line): string[] {
  const tags: string[] = [];
  line.take(TAG, (_, written) => {
    tags.unshift(written.slice(1));
    return true;
  });
  return [...new Set(tags)].slice(0, MAX_TAGS);
}

function takePriority(line: Line): Priority | null {
  let found: Priority | null = null;
  line.take(PRIORITY, ([, word = '']) => {
    found = byName.find((one) => one === word) ?? byNumber[Number(word) - 1] ?? null;
    return true;
  });
  return found;
}

/** `for 45m`, `for 1h30`, `for 1.5 hours`. */
function takeDuration(line: Line, { lasting, hours, minutes }: Words): number | null {
  let found: number | null = null;
  const long = `(\\d{1,3})(?:[.,](\\d{1,2}))? {0,2}${anyOf(hours)}(?: {0,2}(\\d{1,2})(?: {0,2}${anyOf(minutes)})?)?`;
  const short = `(\\d{1,4}) {0,2}${anyOf(minutes)}`;
  const pattern = wholeWords(`${anyOf(lasting)} {1,3}(?:${long}|${short})`);
  line.take(pattern, ([, whole, part, rest, only]) => {
    const ofHours = 60 * Number(`${whole ?? 0}.${part ?? 0}`) + Number(rest ?? 0);
    const length = Math.round(only === undefined ? ofHours : Number(only));
    if (length < 1 || length > MAX_MINUTES) return false;
    found = length;
    return true;
  });
  return found;
}

function today({ now, timeZone }: Reader): When {
  return { start: DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').toJSDate(), day: true };
}

function dates(
  when: When | undefined,
  duration: number | null,
  { timeZone }: Reader,
): Pick<QuickAdd, 'dueDate' | 'startDate' | 'endDate'> {
  const none = { dueDate: null, startDate: null, endDate: null };
  if (!when) return none;
  const { start, day } = when;
  if (day) {
    const last = DateTime.fromJSDate(when.end ?? start, { zone: timeZone })
      .endOf('day')
      .startOf('minute');
    return { ...none, dueDate: last.toJSDate().toISOString() };
  }
  const end = when.end ?? (duration === null ? undefined : new Date(start.getTime() + duration * 60_000));
  if (!end) return { ...none, dueDate: start.toISOString() };
  return { ...none, startDate: start.toISOString(), endDate: end.toISOString() };
}
