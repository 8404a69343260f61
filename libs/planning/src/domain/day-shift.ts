import { isTimeZone } from '@almanac/kernel';
import { WallClock } from './recurrence/wall-clock';

const DAY_MS = 86_400_000;

/** Instants from this one on, up to the next step, move by so much; both in milliseconds. */
export interface ShiftStep {
  from: number;
  by: number;
}

/** Moves instants by days at the wall clock of a zone: nine in the morning stays nine in the morning. */
export class DayShift {
  private readonly clock: WallClock;
  /** By the day of UTC: how far all instants of it move; undefined where clocks are moved near it, or near its target. */
  private readonly steady = new Map<number, number | undefined>();

  /** @param timeZone IANA; one that the runtime does not know, or not any more, counts as UTC */
  constructor(
    private readonly days: number,
    timeZone: string,
  ) {
    this.clock = new WallClock(isTimeZone(timeZone) ? timeZone : 'UTC');
  }

  /** @param instant in milliseconds, as is what is given back */
  moved(instant: number): number {
    const day = Math.floor(instant / DAY_MS);
    if (!this.steady.has(day)) this.steady.set(day, this.ofDay(day));
    const by = this.steady.get(day);
    return by === undefined ? this.exactly(instant) : instant + by;
  }

  /**
   * The same for whoever cannot ask: right for each of the instants, and seldom more than a few.
   * @param instants in order of time
   */
  steps(instants: readonly number[]): ShiftStep[] {
    const steps: ShiftStep[] = [];
    for (const from of instants) {
      const by = this.moved(from) - from;
      if (steps.at(-1)?.by !== by) steps.push({ from, by });
    }
    return steps;
  }

  private ofDay(day: number): number | undefined {
    const noon = (day + 0.5) * DAY_MS;
    const moves = this.clock.changesNear(noon) || this.clock.changesNear(noon + this.days * DAY_MS);
    return moves ? undefined : this.exactly(noon) - noon;
  }

  private exactly(instant: number): number {
    return this.clock.instantOf(this.clock.at(instant) + this.days * DAY_MS);
  }
}
