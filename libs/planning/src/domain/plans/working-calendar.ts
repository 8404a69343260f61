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
  /** Days since 1970. */
  private readonly holidays: ReadonlySet<number>;
  private readonly hours: readonly { from: number; to: number }[];
  /** Stretches of work, in order: when each begins and ends, the minutes worked before it, and its day since 1970. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly before: number[] = [];
  private readonly dates: number[] = [];
  private readonly dateTexts = new Map<number, string>();
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
    this.holidays = new Set(rules.holidays.map((date) => Date.parse(date) / DAY));
    this.hours = rules.hours.map(({ from, to }) => ({ from: clock(from), to: clock(to) }));
    this.day = Math.floor((this.origin + this.offsetAt(this.origin)) / DAY) * DAY;
    this.lastDay = this.day + HORIZON_YEARS * 366 * DAY;
  }

  /** Minutes worked until the instant; 0 for all that is before the origin, Infinity beyond the horizon. */
  minutesAt(instant: number): number {
    if (instant <= this.origin) return 0;
    while (this.lastEnd() < instant) if (!this.layOutDay()) return Infinity;
    const index = firstAtLeast(this.ends, instant);
    return (
      (this.before[index] ?? 0) + Math.max(0, Math.floor((instant - (this.starts[index] ?? 0)) / MINUTE))
    );
  }

  /** The minutes of the first working minute that begins at the instant or after it. */
  minutesFrom(instant: number): number {
    if (instant <= this.origin) return 0;
    while (this.lastEnd() <= instant) if (!this.layOutDay()) return Infinity;
    const index = firstAbove(this.ends, instant);
    return (this.before[index] ?? 0) + Math.max(0, Math.ceil((instant - (this.starts[index] ?? 0)) / MINUTE));
  }

  /** The instant at which the minute after these many begins: the start of work that begins there. */
  startOf(minutes: number): number {
    while (this.worked <= minutes) if (!this.layOutDay()) return Infinity;
    return this.instantIn(this.stretchOf(minutes), minutes);
  }

  /** The instant at which these many minutes are worked: the end of work that ends there. */
  endOf(minutes: number): number {
    if (minutes <= 0) return this.origin;
    while (this.worked < minutes) if (!this.layOutDay()) return Infinity;
    return this.instantIn(firstAtLeast(this.before, minutes) - 1, minutes);
  }

  /** Tells the dates between two numbers of minutes, in order, and how much falls on each; a date may come twice. */
  eachDay(from: number, to: number, tell: (date: string, minutes: number) => void): void {
    if (this.startOf(from) === Infinity) return;
    let index = this.stretchOf(from);
    for (let reached = from; reached < to; index += 1) {
      while (index >= this.starts.length) if (!this.layOutDay()) return;
      const until = Math.min(to, (this.before[index] ?? 0) + this.lengthOf(index));
      tell(this.dateText(this.dates[index] ?? 0), until - reached);
      reached = until;
    }
  }

  /** Whether work is done on the day, midnight of which is given as if the clocks showed UTC. */
  isWorkingDay(day: number): boolean {
    return this.days.has(new Date(day).getUTCDay()) && !this.holidays.has(day / DAY);
  }

  /** The zone's offset in milliseconds: added to an instant it is what the clocks show. */
  offsetAt(instant: number): number {
    return this.zone.offset(instant) * MINUTE;
  }

  /** The stretch in which the minute after these many lies. */
  private stretchOf(minutes: number): number {
    return firstAbove(this.before, minutes) - 1;
  }

  private instantIn(index: number, minutes: number): number {
    if (index < 0) return this.origin;
    return (this.starts[index] ?? 0) + (minutes - (this.before[index] ?? 0)) * MINUTE;
  }

  private lengthOf(index: number): number {
    return ((this.ends[index] ?? 0) - (this.starts[index] ?? 0)) / MINUTE;
  }

  private dateText(date: number): string {
    const known = this.dateTexts.get(date);
    if (known !== undefined) return known;
    const text = new Date(date * DAY).toISOString().slice(0, 10);
    this.dateTexts.set(date, text);
    return text;
  }

  /** Lays out the next day; false where the horizon comes first. */
  private layOutDay(): boolean {
    if (this.day > this.lastDay) return false;
    if (this.isWorkingDay(this.day)) {
      this.steadyOffset = this.steadyAround(this.day);
      for (const { from, to } of this.hours) this.add(this.day + from, this.day + to);
    }
    this.day += DAY;
    return true;
  }

  private add(from: number, to: number): void {
    const start = Math.max(this.instantOf(from), this.origin, this.lastEnd());
    const length = Math.floor((this.instantOf(to) - start) / MINUTE);
    if (length <= 0) return;
    this.starts.push(start);
    this.ends.push(start + length * MINUTE);
    this.before.push(this.worked);
    this.dates.push(this.day / DAY);
    this.worked += length;
  }

  private lastEnd(): number {
    return this.ends.at(-1) ?? -Infinity;
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
}

/** Where the first of the sorted values stands that is this or more. */
function firstAtLeast(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where the first of the sorted values stands that is more than this. */
function firstAbove(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function clock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}
