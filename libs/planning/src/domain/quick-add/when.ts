import * as chrono from 'chrono-node';
import { DateTime } from 'luxon';
import { fold, type Line } from './line';
import type { Words } from './words';

/** A time that was read: `end` where a stretch was said, `day` where no time of day was. */
export interface When {
  start: Date;
  end?: Date;
  day: boolean;
}

/** Where and when a line is read. */
interface Place {
  now: Date;
  timeZone: string;
  language: string;
}

/** The parts of chrono-node that are used of each language. */
interface Reader {
  parse(
    text: string,
    reference: { instant: Date; timezone: number },
    options: { forwardDate: boolean },
  ): Reading[];
}
interface Components {
  get(name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): number | null;
  isCertain(name: 'hour' | 'day' | 'weekday' | 'month' | 'timezoneOffset'): boolean;
  date(): Date;
}
interface Reading {
  index: number;
  text: string;
  start: Components;
  end?: Components | null;
}

const { en, de, fr, es, it, pt, nl, ru, ja, zh, uk, sv, fi, vi, id } = chrono;
const readers: Readonly<Record<string, Reader>> = {
  en,
  de,
  fr,
  es,
  it,
  pt,
  nl,
  ru,
  ja,
  zh,
  uk,
  sv,
  fi,
  vi,
  id,
};
/** Places where the day comes before the month. */
const DAY_FIRST = /^en-(?!US|PH|CA)[A-Z]{2}$/u;
/** The cost of some languages grows with the square of the numbers in a line: more than these are not looked at. */
const MAX_NUMBERS = 20;

/**
 * Takes the first time out of the line, as it is meant in the time zone: wall clocks are those of the day that is
 * meant, so that daylight saving moves nothing. What lies behind is taken to be the next that fits.
 */
export function takeWhen(line: Line, place: Place, words: Words): When | undefined {
  const found = readingOf(line.left, place);
  if (!found) return undefined;
  const when = whenOf(found, place);
  if (!when) return undefined;
  const from = leadAt(line.left, found.index, words);
  line.cut(from, found.index + found.text.length - from);
  return when;
}

function readingOf(line: string, { now, timeZone, language }: Place): Reading | undefined {
  const text = bounded(line);
  const reader = readerOf(language);
  const reference = { instant: now, timezone: DateTime.fromJSDate(now, { zone: timeZone }).offset };
  const read = (by: Reader) => by.parse(text, reference, { forwardDate: true })[0];
  const own = read(reader);
  // Many mix English into their own language: whoever understands more of it is right.
  const english = reader === en ? undefined : read(en);
  return english && english.text.length > (own?.text.length ?? 0) ? english : own;
}

function readerOf(language: string): Reader {
  return DAY_FIRST.test(language) ? en.GB : (readers[language.split('-')[0] ?? ''] ?? en);
}

/** A time of day alone that is past is meant for tomorrow. */
function whenOf(found: Reading, { now, timeZone }: Place): When | undefined {
  const start = instantOf(found.start, timeZone);
  const end = found.end ? instantOf(found.end, timeZone) : undefined;
  if (!start || (found.end && !end)) return undefined;
  const day = !found.start.isCertain('hour');
  const days = day || said(found.start) || start >= now ? 0 : 1;
  const moved = (time: Date) => DateTime.fromJSDate(time, { zone: timeZone }).plus({ days }).toJSDate();
  return { start: moved(start), day, ...(end && end >= start ? { end: moved(end) } : {}) };
}

/** Whether a day was said, so that a time of it that is past is meant as it is. */
function said(components: Components): boolean {
  return (
    components.isCertain('day') || components.isCertain('weekday') || components.isCertain('timezoneOffset')
  );
}

function instantOf(components: Components, timeZone: string): Date | undefined {
  if (components.isCertain('timezoneOffset')) return components.date();
  const part = (name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second') => components.get(name) ?? 0;
  const certain = components.isCertain('hour');
  const time = certain ? { hour: part('hour'), minute: part('minute'), second: part('second') } : {};
  const date = { year: part('year'), month: part('month'), day: part('day') };
  const at = DateTime.fromObject({ ...date, ...time }, { zone: timeZone });
  return at.isValid ? at.toJSDate() : undefined;
}

function bounded(text: string): string {
  const beyond = [...text.matchAll(/\d+/gu)][MAX_NUMBERS];
  return beyond ? text.slice(0, beyond.index) : text;
}

/** Where the time begins together with the word before it that would be left over: `on`, `by`. */
function leadAt(text: string, index: number, { before }: Words): number {
  const lead = fold(text.slice(0, index)).trimEnd();
  const word = [...before]
    .sort((left, right) => right.length - left.length)
    .find((one) => lead === one || lead.endsWith(` ${one}`));
  return word === undefined ? index : lead.length - word.length;
}
