import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** More than any zone has ever moved its clocks at once (Samoa left out a whole day), and a half. */
const AROUND_MS = 1.5 * DAY_MS;

/**
 * Between instants and what a clock on the wall shows. Wall-clock times are written as if they were UTC, in
 * milliseconds, so that calendar arithmetic needs no time zone.
 */
export class WallClock {
  constructor(readonly zone: string) {}

  /** What the clock shows at an instant. */
  at(instant: number): number {
    return instant + this.offset(instant);
  }

  /**
   * When the clock shows it (RFC 5545, section 3.3.5): a time that is left out is read with the offset before the gap,
   * one that comes twice is the first.
   */
  instantOf(wall: number): number {
    const date = new Date(wall);
    return new Temporal.PlainDateTime(
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      date.getUTCMilliseconds(),
    ).toZonedDateTime(this.zone, { disambiguation: 'compatible' }).epochMilliseconds;
  }

  /** Whether the clocks are moved near this time, so that wall-clock times may come in another order than instants. */
  changesNear(wall: number): boolean {
    return this.offset(wall - AROUND_MS) !== this.offset(wall + AROUND_MS);
  }

  /** The same time of the day, on the day on which `instant` is. */
  onDayOf(instant: number, timeOfDayAt: number): number {
    const time = mod(this.at(timeOfDayAt), DAY_MS);
    return this.instantOf(Math.floor(this.at(instant) / DAY_MS) * DAY_MS + time);
  }

  private offset(instant: number): number {
    if (this.zone === 'UTC') return 0;
    const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(this.zone);
    return Math.round(zoned.offsetNanoseconds / 1_000_000);
  }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
