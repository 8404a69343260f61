import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { candidatesOf, periodOf } from './rule-limits';
import { endless, isSubDaily, type Rule } from './rule';
import { WallClock } from './wall-clock';

const DAY_MS = 86_400_000;
/** Periods that are looked through for one occurrence: a year is dearer than a day. Leap days are four years apart. */
const MAX_PERIODS = 1600;
const MAX_YEARS = 60;
/** Of times that are looked at in one search. */
const MAX_CANDIDATES = 10_000;
/** About how many occurrences are computed at a time: some ten milliseconds. */
const CHUNK = 30;
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** An occurrence of a series: when it is by the rule, and the how many-th it is, counted from 1. */
export interface Occurrence {
  at: number;
  number: number;
}

/** A rule with its beginning. */
export interface Series {
  rule: Rule;
  /** DTSTART: the first occurrence, whether it fits the rule or not (RFC 5545, section 3.8.5.3). */
  start: number;
  zone: string;
}

/**
 * When a series occurs. From days on, rules are expanded at the wall clock: as if in UTC, then read in the zone, so that
 * a time that the clocks leave out is moved by their jump and not lost, and one that comes twice occurs once. Below, in
 * time that has passed (every eight hours stays every eight hours).
 *
 * The library is asked for a few occurrences at a time, and never for all: no step takes more than some milliseconds
 * once `parseRule` has let the rule pass. What it does not find within MAX_PERIODS is taken for the end.
 */
export class Expansion {
  private readonly clock: WallClock;
  private readonly inner: WallClock;
  private readonly library: RRuleTemporal;
  private readonly origin: number;
  private readonly fraction: number;
  private readonly end: number;
  private readonly count: number;

  constructor(private readonly series: Series) {
    const { rule, start, zone } = series;
    this.clock = new WallClock(zone);
    this.inner = isSubDaily(rule) ? new WallClock('UTC') : this.clock;
    this.fraction = ((start % 1000) + 1000) % 1000;
    this.origin = this.inner.at(start - this.fraction);
    this.library = new RRuleTemporal({
      rruleString: `RRULE:${endless(rule)}`,
      dtstart: zonedAt(this.origin, isSubDaily(rule) ? zone : 'UTC'),
      maxIterations: rule.frequency === 'YEARLY' ? MAX_YEARS : MAX_PERIODS,
      maxCandidateEvaluations: MAX_CANDIDATES,
      cache: false,
    });
    const { until } = rule;
    this.end = Math.min(LAST, until ? (until.local ? this.clock.instantOf(until.ms) : until.ms) : LAST);
    this.count = rule.count ?? Infinity;
  }

  /** Whether the rule, its end aside, has anything after its beginning. */
  occurs(): boolean {
    return (this.search(this.origin) ?? Infinity) <= LAST;
  }

  /** The first occurrence after one that is known, that fits; nothing where the series ends. */
  after(known: Occurrence, fits: (occurrence: Occurrence) => boolean = () => true): Occurrence | undefined {
    for (const chunk of this.from(known)) {
      const next = chunk.find(fits);
      if (next) return next;
    }
    return undefined;
  }

  /** The n-th occurrence, counted from 1. */
  nth(number: number): Occurrence | undefined {
    for (const chunk of this.from()) {
      const found = chunk.find((occurrence) => occurrence.number === number);
      if (found) return found;
    }
    return undefined;
  }

  /** All between two instants, both inclusive, in their order; `most` at most. For rules with COUNT they are counted. */
  between(from: number, to: number, most = 1000, known?: Occurrence): Occurrence[] {
    const found: Occurrence[] = [];
    for (const chunk of this.walk(from, to, known)) {
      found.push(...chunk.slice(0, most - found.length));
      if (found.length >= most) break;
    }
    return found;
  }

  /**
   * The same, a few at a time (also none), so that who takes them may let others have their turn. Numbers are right
   * only for rules with COUNT, and where it was walked from `known`: what comes is after that then.
   */
  *walk(from: number, to: number, known?: Occurrence): Generator<Occurrence[]> {
    const counted = Number.isFinite(this.count);
    const base = known ?? this.first();
    const begin = counted || base.at >= from ? known : { at: from - 1, number: base.number };
    for (const chunk of this.from(begin)) {
      yield chunk.filter(({ at }) => at >= from && at <= to);
      if ((chunk.at(-1)?.at ?? from) > to) return;
    }
  }

  private first(): Occurrence {
    return { at: this.series.start, number: 1 };
  }

  /** All after the known one, and the first where none is known, in order, without doubles, a chunk at a time. */
  private *from(known?: Occurrence): Generator<Occurrence[]> {
    let { at, number } = known ?? this.first();
    if (known === undefined) {
      if (at > this.end || number > this.count) return;
      yield [{ at, number }];
    }
    for (const instants of this.instants(at)) {
      const chunk: Occurrence[] = [];
      for (const instant of instants) {
        if (instant <= at) continue;
        if (instant > this.end || number >= this.count) {
          yield chunk;
          return;
        }
        [at, number] = [instant, number + 1];
        chunk.push({ at, number });
      }
      yield chunk;
    }
  }

  /** What the library finds from an instant on: some of it may be before, or twice. */
  private *instants(from: number): Generator<number[]> {
    const { rule, start } = this.series;
    let cursor = Math.max(this.origin, this.inner.at(Math.max(from, start) - this.fraction) - 1);
    if (this.inner.changesNear(cursor)) cursor = Math.max(this.origin, cursor - 3 * DAY_MS);
    const usual = Math.max(1000, (periodOf(rule) * CHUNK) / candidatesOf(rule));
    let span = usual;
    for (;;) {
      const next = this.search(cursor);
      if (next === undefined) return;
      let last = next + span;
      // A chunk must not end among moved clocks, where a later wall-clock time may be an earlier instant.
      while (this.inner.changesNear(last)) last += DAY_MS;
      const found = this.chunk(next, last);
      if (!found) {
        span /= 2;
        if (span < 1000) return;
        continue;
      }
      yield found.map((time) => this.inner.instantOf(time) + this.fraction).sort((a, b) => a - b);
      if (found.length < CHUNK / 3) span = Math.min(span * 2, usual * 8);
      else if (found.length > CHUNK * 3) span = Math.max(1000, span / 2);
      cursor = last;
    }
  }

  /** The next one after a time, in the library's own reckoning. */
  private search(after: number): number | undefined {
    return bounded(() => this.library.next(new Date(after), false)?.epochMilliseconds);
  }

  private chunk(from: number, to: number): number[] | undefined {
    return bounded(() =>
      this.library.between(new Date(from), new Date(to), true).map((found) => found.epochMilliseconds),
    );
  }
}

function zonedAt(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}

/** What the library finds within its bounds; nothing where it gives up, or where a date would be beyond all dates. */
function bounded<T>(search: () => T): T | undefined {
  try {
    return search();
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message.includes('exceeded')))
      return undefined;
    throw error;
  }
}
