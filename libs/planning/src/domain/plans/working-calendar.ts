import { IANAZone } from 'luxon';

/** When people work; `hours` are of each working day, in order and apart from each other. */
export interface CalendarRules {
  /** 0 = Sunday … 6 = Saturday. */
  workingDays: readonly number[];
  /** `HH:MM` at the wall clock; `24:00` is the end of the day. */
  hours: readonly { from: string; to: string }[];
  /** `YYYY-MM-DD`. */
  holidays: readonly string[];
  /** IANA name. */
  timezone: string;
}

export const DEFAULT_RULES: CalendarRules = {
  workingDays: [1, 2, 3, 4, 5],
  hours: [{ from: '09:00', to: '17:00' }],
  holidays: [],
  timezone: 'UTC',
};

/** Working time that is further away than this is not looked for. */
export const HORIZON_YEARS = 100;

/** A stretch of work; `before` is the minutes worked from the origin until it begins. */
interface Stretch {
  start: number;
  end: number;
  before: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No zone changes its clock twice within so short a time. */
const MARK = 8 * DAY;

/**
 * Turns instants into minutes of working time since an origin, and back. In between a schedule is plain arithmetic on
 * whole numbers. Stretches are laid out day by day as far as anybody asks; daylight saving moves them with the wall
 * clock, and an hour that a night skips is not worked.
 *
 * Instants are milliseconds since 1970; minutes are whole, and instants are cut to them.
 */
export class WorkingCalendar {
  private readonly zone: IANAZone;
  private readonly days: ReadonlySet<number>;
  private readonly holidays: ReadonlySet<string>;
  private readonly hours: readonly { from: number; to: number }[];
  private readonly stretches: Stretch[] = [];
  /** The next day to lay out: midnight of its date, read as if the clocks there showed UTC. */
  private day: number;
  private readonly lastDay: number;
  private worked = 0;
  private readonly marks = new Map<number, number>();
  /** The zone's offset, where it is the same all around the day that is laid out. */
  private steadyOffset: number | undefined;

  private readonly origin: number;

  /** @param origin the instant where working time begins to count */
  constructor(rules: CalendarRules, origin: number) {
    this.origin = Math.ceil(origin / MINUTE) * MINUTE;
    this.zone = IANAZone.create(rules.timezone);
    this.days = new Set(rules.workingDays);
    this.holidays = new Set(rules.holidays);
    this.hours = rules.hours.map(({ from, to }) => ({ from: clock(from), to: clock(to) }));
    this.day = Math.floor((this.origin + this.offsetAt(this.origin)) / DAY) * DAY;
    this.lastDay = this.day + HORIZON_YEARS * 366 * DAY;
  }

  /** Minutes worked until the instant; 0 for all that is before the origin, Infinity beyond the horizon. */
  minutesAt(instant: number): number {
    if (instant <= this.origin) return 0;
    if (!this.layOut(() => this.lastEnd() >= instant)) return Infinity;
    const stretch = this.stretches[this.indexWhere((one) => one.end >= instant)];
    if (stretch === undefined) return 0;
    return stretch.before + Math.max(0, Math.floor((instant - stretch.start) / MINUTE));
  }

  /** The minutes of the first working minute that begins at the instant or after it. */
  minutesFrom(instant: number): number {
    if (instant <= this.origin) return 0;
    if (!this.layOut(() => this.lastEnd() > instant)) return Infinity;
    const stretch = this.stretches[this.indexWhere((one) => one.end > instant)];
    if (stretch === undefined) return 0;
    return stretch.before + Math.max(0, Math.ceil((instant - stretch.start) / MINUTE));
  }

  /** The instant at which the minute after these many begins: the start of work that begins there. */
  startOf(minutes: number): number {
    if (!this.layOut(() => this.worked > minutes)) return Infinity;
    const stretch = this.stretches[this.indexWhere((one) => one.before + lengthOf(one) > minutes)];
    return stretch === undefined ? this.origin : stretch.start + (minutes - stretch.before) * MINUTE;
  }

  /** The instant at which these many minutes are worked: the end of work that ends there. */
  endOf(minutes: number): number {
    if (minutes <= 0) return this.origin;
    if (!this.layOut(() => this.worked >= minutes)) return Infinity;
    const stretch = this.stretches[this.indexWhere((one) => one.before + lengthOf(one) >= minutes)];
    return stretch === undefined ? this.origin : stretch.start + (minutes - stretch.before) * MINUTE;
  }

  /** The dates between two numbers of minutes and how much of them falls on each, in order. */
  *daysBetween(from: number, to: number): Iterable<{ date: string; minutes: number }> {
    let reached = from;
    let date = '';
    let minutes = 0;
    while (reached < to) {
      const start = this.startOf(reached);
      if (start === Infinity) break;
      const stretch = this.stretches[this.indexWhere((one) => one.before + lengthOf(one) > reached)];
      if (stretch === undefined) break;
      const until = Math.min(to, stretch.before + lengthOf(stretch));
      const today = isoDate(start + this.offsetAt(start));
      if (today !== date && minutes > 0) {
        yield { date, minutes };
        minutes = 0;
      }
      date = today;
      minutes += until - reached;
      reached = until;
    }
    if (minutes > 0) yield { date, minutes };
  }

  /** Lays out days until enough are there; false where the horizon comes first. */
  private layOut(enough: () => boolean): boolean {
    while (!enough()) {
      if (this.day > this.lastDay) return false;
      if (this.days.has(new Date(this.day).getUTCDay()) && !this.holidays.has(isoDate(this.day))) {
        this.steadyOffset = this.steadyAround(this.day);
        for (const { from, to } of this.hours) this.add(this.day + from, this.day + to);
      }
      this.day += DAY;
    }
    return true;
  }

  private add(from: number, to: number): void {
    const start = Math.max(this.instantOf(from), this.origin, this.lastEnd());
    const end = this.instantOf(to);
    const length = Math.floor((end - start) / MINUTE);
    if (length <= 0) return;
    this.stretches.push({ start, end: start + length * MINUTE, before: this.worked });
    this.worked += length;
  }

  private lastEnd(): number {
    return this.stretches.at(-1)?.end ?? -Infinity;
  }

  /** The first stretch that the condition holds for, as it does for all that follow. */
  private indexWhere(condition: (stretch: Stretch) => boolean): number {
    let low = 0;
    let high = this.stretches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const stretch = this.stretches[middle];
      if (stretch !== undefined && condition(stretch)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The instant at which the wall clock shows this: the first of two, and the change itself where it skips the time. */
  private instantOf(local: number): number {
    if (this.steadyOffset !== undefined) return local - this.steadyOffset;
    const before = this.offsetAt(local - DAY);
    const after = this.offsetAt(local + DAY);
    for (const offset of [before, after]) if (this.offsetAt(local - offset) === offset) return local - offset;
    let [low, high] = [local - DAY, local + DAY];
    while (high - low > MINUTE) {
      const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
      if (this.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  /** The offset, if it is the same on both sides of the day; looked up for stretches of days, as it is slow to find. */
  private steadyAround(day: number): number | undefined {
    const before = this.offsetAtMark(Math.floor((day - DAY) / MARK));
    return before === this.offsetAtMark(Math.ceil((day + 2 * DAY) / MARK)) ? before : undefined;
  }

  private offsetAtMark(mark: number): number {
    const known = this.marks.get(mark);
    if (known !== undefined) return known;
    const offset = this.offsetAt(mark * MARK);
    this.marks.set(mark, offset);
    return offset;
  }

  private offsetAt(instant: number): number {
    return this.zone.offset(instant) * MINUTE;
  }
}

function lengthOf({ start, end }: Stretch): number {
  return (end - start) / MINUTE;
}

function clock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

function isoDate(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}
