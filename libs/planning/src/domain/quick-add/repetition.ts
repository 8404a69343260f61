import { anyOf, wholeWords, type Line } from './line';
import type { Unit, Words } from './words';

/** How something repeats, as activities say it (spec: planning.md, "Recurrence"); 0 is Sunday. */
export interface Repetition {
  pattern: Unit;
  interval: number;
  daysOfWeek?: number[];
}

const MAX_INTERVAL = 999;
const units: readonly Unit[] = ['daily', 'weekly', 'monthly', 'yearly'];
const WORKDAYS = [1, 2, 3, 4, 5];

/** Takes how it repeats out of the line. Of weekdays the first stays in it, as the date to begin with. */
export function takeRepetition(line: Line, words: Words): Repetition | undefined {
  return takeUnit(line, words) ?? takeWeekdays(line, words) ?? takeAlone(line, words);
}

function takeUnit(line: Line, { every, other, units: names, workdays }: Words): Repetition | undefined {
  let found: Repetition | undefined;
  const all = units.flatMap((unit) => names[unit]);
  const count = `(?:(\\d{1,3})|(${anyOf(other)})) {1,3}`;
  const pattern = wholeWords(`${anyOf(every)} {1,3}(?:${count})?(?:(${anyOf(all)})|(${anyOf(workdays)}))`);
  line.take(pattern, ([, number, second, unit, workday]) => {
    const interval = number === undefined ? (second === undefined ? 1 : 2) : Number(number);
    if (found || interval < 1 || interval > MAX_INTERVAL) return false;
    if (workday !== undefined) found = { pattern: 'weekly', interval: 1, daysOfWeek: WORKDAYS };
    const named = units.find((one) => unit !== undefined && names[one].includes(unit));
    if (named) found = { pattern: named, interval };
    return found !== undefined;
  });
  return found;
}

function takeWeekdays(line: Line, { every, other, weekdays, and }: Words): Repetition | undefined {
  const day = anyOf(weekdays.flat());
  const more = `(?:(?:,| {1,3}${anyOf(and)}) {0,3}${day}(?![\\p{L}\\p{N}_])){0,6}`;
  const pattern = wholeWords(`${anyOf(every)} {1,3}(${anyOf(other)} {1,3})?(${day}${more})`);
  const match = pattern.exec(line.folded);
  if (!match) return undefined;
  const [whole, second, list = ''] = match;
  const days = [...list.matchAll(wholeWords(day))].map(([name]) =>
    weekdays.findIndex((names) => names.includes(name)),
  );
  const at = match.index + whole.length - list.length;
  const [first = ''] = [...list.matchAll(wholeWords(day))].map(([name]) => name);
  line.cut(match.index, whole.length, line.left.slice(at, at + first.length));
  return {
    pattern: 'weekly',
    interval: second === undefined ? 1 : 2,
    daysOfWeek: [...new Set(days)].sort((left, right) => left - right),
  };
}

function takeAlone(line: Line, { alone }: Words): Repetition | undefined {
  let found: Repetition | undefined;
  for (const unit of units) {
    line.take(wholeWords(anyOf(alone[unit])), () => {
      if (found) return false;
      found = { pattern: unit, interval: 1 };
      return true;
    });
  }
  return found;
}
