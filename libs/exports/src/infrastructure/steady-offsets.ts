/** In seconds. */
const DAY = 86_400;

/**
 * Offsets of a clock from UTC, for the many times of a large planner: to ask for each takes longer than to write it. What
 * is so at the ends of a day, of the one before and of the one after is so all through it: clocks are not moved there
 * and back within a day.
 */
export class SteadyOffsets {
  /** Of moments where days begin, in UTC. */
  private readonly dawns = new Map<number, number | undefined>();

  /** @param looked the offset at that second since 1970, in seconds; nothing where it is not to be used */
  constructor(private readonly looked: (seconds: number) => number | undefined) {}

  at(seconds: number): number | undefined {
    const day = Math.floor(seconds / DAY);
    const offset = this.dawn(day);
    const isSteady =
      offset !== undefined && [day - 1, day + 1, day + 2].every((other) => this.dawn(other) === offset);
    return isSteady ? offset : this.looked(seconds);
  }

  private dawn(day: number): number | undefined {
    if (!this.dawns.has(day)) this.dawns.set(day, this.looked(day * DAY));
    return this.dawns.get(day);
  }
}
