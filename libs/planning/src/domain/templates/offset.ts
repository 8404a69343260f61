import { DateTime, Duration } from 'luxon';
import { instantAt } from '../time-range';

/**
 * Relative dates of templates: an ISO 8601 duration (`P7D`, `-P14D`, `P1M`, `P2DT9H30M`), or a number of working days
 * (`P5B`). They count from the start of whatever is made of the template, at the wall clock: nine in the morning stays
 * nine in the morning over daylight saving (spec: planning.md "Templates", fine-print.md).
 */
export const OFFSET =
  /^-?P(?:\d{1,3}B|(?=\d|T\d)(?:\d{1,3}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,7}D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,6}M)?(?:\d{1,8}(?:\.\d{1,3})?S)?)?)$/;

const DAY = 24 * 60 * 60_000;
/** The first of January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Which days are worked: 0 = Sunday … 6 = Saturday, and days off as `YYYY-MM-DD`. */
export interface WorkingDays {
  workingDays: readonly number[];
  holidays: readonly string[];
}

export const DEFAULT_WORKING_DAYS: WorkingDays = { workingDays: [1, 2, 3, 4, 5], holidays: [] };

/** Turns offsets into instants. Each offset is worked out once, however often a template has it. */
export class RelativeDates {
  /** The start as the clocks of the zone show it, read as if it were UTC. */
  private readonly wall: DateTime<true>;
  private readonly working: ReadonlySet<number>;
  private readonly holidays: ReadonlySet<number>;
  private readonly known = new Map<string, number>();

  constructor(
    start: string,
    private readonly zone: string,
    days: WorkingDays = DEFAULT_WORKING_DAYS,
    private readonly options: { skipDaysOff: boolean } = { skipDaysOff: false },
  ) {
    const local = DateTime.fromISO(start, { zone }).setZone('utc', { keepLocalTime: true });
    if (!local.isValid) throw new RangeError('not a start');
    this.wall = local;
    this.working = new Set(days.workingDays);
    this.holidays = new Set(days.holidays.map((day) => Date.parse(`${day}T00:00:00Z`) / DAY));
  }

  /**
   * The instant so far from the start, as UTC text.
   * @throws DomainError VALIDATION_ERROR on `field` for what lies before year 1 or after year 9999.
   */
  at(offset: string, field: string): string {
    const time = this.known.get(offset) ?? this.resolve(offset);
    this.known.set(offset, time);
    return instantAt(time, field);
  }

  private resolve(offset: string): number {
    const wall = this.moved(offset);
    const settled = this.options.skipDaysOff ? this.stepped(wall, 0) : wall;
    const there = DateTime.fromMillis(settled, { zone: 'utc' }).setZone(this.zone, { keepLocalTime: true });
    return there.toMillis();
  }

  /** The wall clock after the offset, as milliseconds. */
  private moved(offset: string): number {
    const days = /^(-?)P(\d+)B$/.exec(offset);
    if (days) return this.stepped(this.wall.toMillis(), Number(`${days[1]}${days[2]}`));
    const backwards = offset.startsWith('-');
    const duration = Duration.fromISO(backwards ? offset.slice(1) : offset);
    return (backwards ? this.wall.minus(duration) : this.wall.plus(duration)).toMillis();
  }

  /** So many working days on, or back; 0 is the day itself, or the next that is worked. The time of day stays. */
  private stepped(wall: number, count: number): number {
    let day = Math.floor(wall / DAY);
    const direction = count < 0 ? -1 : 1;
    for (let left = Math.abs(count); left > 0;) {
      day += direction;
      if (this.isWorked(day)) left -= 1;
    }
    while (!this.isWorked(day)) day += 1;
    return day * DAY + (wall - Math.floor(wall / DAY) * DAY);
  }

  private isWorked(day: number): boolean {
    return this.working.has((((day + EPOCH_WEEKDAY) % 7) + 7) % 7) && !this.holidays.has(day);
  }
}

/** How far an instant is from an earlier one at the wall clock of the zone; the inverse of `RelativeDates.at`. */
export function offsetBetween(from: string, to: string, zone: string): string {
  const apart = wallOf(to, zone) - wallOf(from, zone);
  const [sign, length] = apart < 0 ? ['-', -apart] : ['', apart];
  const days = Math.floor(length / DAY);
  return `${sign}P${days > 0 || length === 0 ? `${days}D` : ''}${timeOfDay(length - days * DAY)}`;
}

function wallOf(instant: string, zone: string): number {
  return DateTime.fromISO(instant, { zone }).setZone('utc', { keepLocalTime: true }).toMillis();
}

function timeOfDay(length: number): string {
  if (length === 0) return '';
  const [hours, minutes] = [Math.floor(length / 3_600_000), Math.floor(length / 60_000) % 60];
  const seconds = (length % 60_000) / 1000;
  return `T${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`;
}
