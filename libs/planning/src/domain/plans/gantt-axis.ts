import { DateTime } from 'luxon';
import type { PlanContent } from './plan-content';
import type { Schedule } from './schedule';

/** The axis of time of a drawing; pixels count from its left end. */
export interface Axis {
  width: number;
  xOf(time: number): number;
  /** Whether the moment is within the drawing. */
  holds(time: number): boolean;
  /** Days off, those next to each other as one. */
  off: { from: number; to: number }[];
  months: { at: number; text: string }[];
  ticks: { at: number; text: string }[];
}

const DAY_MS = 86_400_000;
const MOST_WIDTH = 4000;
const LEAST_WIDTH = 640;
/** Days off are not shaded where a day is narrower than this. */
const LEAST_SHADED = 2;
const TICK_ROOM = 42;
const MONTH_ROOM = 60;

/** Whole days from the first start to the last end, in the time zone of the plan. */
export function axisOf({ calendar, deadline }: PlanContent, { start, finish }: Schedule, now: number): Axis {
  const zone = calendar.timezone;
  const first = DateTime.fromMillis(start, { zone }).startOf('day');
  const ends = [
    finish,
    ...[deadline === null ? NaN : Date.parse(deadline), now].filter((at) => isNear(at, start, finish)),
  ];
  const last = DateTime.fromMillis(Math.max(...ends), { zone })
    .startOf('day')
    .plus({ days: 2 });
  const days = Math.max(1, Math.round(last.diff(first, 'days').days));
  const perDay = Math.max(LEAST_WIDTH / days, Math.min(24, MOST_WIDTH / days));
  const origin = first.toMillis();
  const xOf = (time: number) => ((time - origin) / DAY_MS) * perDay;
  return {
    width: Math.max(LEAST_WIDTH, Math.round(days * perDay)),
    xOf,
    holds: (time) => time >= origin && time <= last.toMillis(),
    off: perDay < LEAST_SHADED ? [] : daysOff(calendar, first, days),
    months: thinned(monthsFrom(first, last), xOf, MONTH_ROOM),
    ticks: ticksFrom(first, days, perDay),
  };
}

/** A little outside the plan is shown, too; far away is not, as the plan would shrink to a line. */
function isNear(time: number, start: number, finish: number): boolean {
  return time >= start && time <= finish + Math.max(7 * DAY_MS, (finish - start) / 2);
}

function daysOff({ workingDays, holidays }: PlanContent['calendar'], first: DateTime, days: number) {
  const working = new Set(workingDays);
  const feasts = new Set(holidays);
  const off: { from: number; to: number }[] = [];
  for (let index = 0; index < days; index += 1) {
    const day = first.plus({ days: index });
    if (working.has(day.weekday % 7) && !feasts.has(day.toISODate() ?? '')) continue;
    const [from, to] = [day.toMillis(), day.plus({ days: 1 }).toMillis()];
    const before = off.at(-1);
    if (before?.to === from) before.to = to;
    else off.push({ from, to });
  }
  return off;
}

function monthsFrom(first: DateTime, last: DateTime): { at: number; text: string }[] {
  const months: { at: number; text: string }[] = [];
  for (let month = first; month < last; month = month.startOf('month').plus({ months: 1 })) {
    months.push({ at: month.toMillis(), text: month.setLocale('en').toFormat('LLL yyyy') });
  }
  return months;
}

/** Each day, each Monday, or none, as there is room. */
function ticksFrom(first: DateTime, days: number, perDay: number): { at: number; text: string }[] {
  const every = perDay >= 24 ? 1 : perDay * 7 >= TICK_ROOM / 2 ? 7 : 0;
  if (every === 0) return [];
  const ticks: { at: number; text: string }[] = [];
  for (let index = 0; index < days; index += 1) {
    const day = first.plus({ days: index });
    if (every === 7 && day.weekday !== 1) continue;
    ticks.push({ at: day.toMillis(), text: String(day.day) });
  }
  return ticks;
}

/** Without those that would stand on the one before. */
function thinned(marks: { at: number; text: string }[], xOf: (time: number) => number, room: number) {
  let free = -Infinity;
  return marks.filter(({ at }, index) => {
    const next = marks[index + 1];
    // The first month is often a short one: the second would not fit beside it.
    if (index === 0 && next && xOf(next.at) - xOf(at) < room) return false;
    if (xOf(at) < free) return false;
    free = xOf(at) + room;
    return true;
  });
}
