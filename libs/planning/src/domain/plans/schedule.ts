import { chainTo, earliestStarts, freeFloat, latestStarts, type Bounds } from './critical-path';
import { level, turnsOf } from './levelling';
import { loadsOf, type Load } from './load';
import { Network, OF_END, TO_END } from './network';
import type { PlanToSchedule } from './plan';
import { HORIZON_YEARS, WorkingCalendar } from './working-calendar';

/** Instants are milliseconds since 1970, durations and floats minutes of working time. */
export interface ScheduledStep {
  id: string;
  assignee: string | undefined;
  start: number;
  end: number;
  /** Where the step could start if nobody had other work. */
  earliestStart: number;
  latestFinish: number;
  /** How far it can be put off without moving the end; negative where the deadline or a fixed start cannot be kept. */
  totalFloat: number;
  /** How far it can be put off without moving any other step. */
  freeFloat: number;
  critical: boolean;
}

export interface Schedule {
  start: number;
  finish: number;
  /** Ids of one chain without slack, from its first step to the one that ends last. */
  criticalPath: string[];
  steps: ScheduledStep[];
  load: Load[];
  /** Whether the deadline and all fixed starts are kept. */
  feasible: boolean;
  /** Minutes of working time by which the deadline is missed. */
  lateBy: number;
  /** Ids of the steps that together make the plan late, or keep a step from its fixed start. */
  blame: string[];
}

/** A plan that needs more time than the calendar has within the horizon. */
export class HorizonError extends Error {
  constructor(readonly step: string) {
    super(`The step ${step} would end more than ${HORIZON_YEARS} years after the start of the plan`);
  }
}

/**
 * The critical path method in working time, and levelling where that is asked for. The same plan gives the same
 * schedule, in whatever order its steps come.
 * @throws CircleError, UnknownStepError, HorizonError
 */
export function schedule(plan: PlanToSchedule, options: { level: boolean }): Schedule {
  const calendar = new WorkingCalendar(plan.calendar, plan.startsAt);
  const network = new Network(plan.steps);
  const bounds: Bounds = {
    earliest: Float64Array.from(network.steps, ({ earliestStart }) =>
      minutesFrom(calendar, earliestStart, 0),
    ),
    fixed: Float64Array.from(network.steps, ({ fixedStart }) => minutesFrom(calendar, fixedStart, NaN)),
  };
  const earliest = earliestStarts(network, bounds);
  const levelled = options.level ? levelledStarts(network, bounds, earliest) : undefined;
  const starts = levelled?.starts ?? earliest;
  const times = instants(network, calendar, starts);
  const end = endOf(network, starts);
  const { deadline } = plan;
  const late = deadline !== undefined && times.ends.some((time) => time > deadline);
  const lateBy = late ? end - calendar.minutesAt(deadline) : 0;
  const moved = network.steps.flatMap((_, step) =>
    (starts[step] ?? 0) > (bounds.fixed[step] ?? NaN) || isBeforePlan(network, step, plan.startsAt)
      ? [step]
      : [],
  );
  const latest = latestStarts(network, bounds, end - lateBy, levelled);
  const last = lastOf(network, starts, end);
  const path = last === undefined ? [] : chainTo(network, starts, last, levelled?.turns);
  const blamed = [
    ...(late ? path : []),
    ...moved.slice(0, MAX_CHAINS).flatMap((step) => chainTo(network, starts, step, levelled?.turns)),
  ];
  const start = times.starts.reduce((first, time) => Math.min(first, time), calendar.startOf(0));
  return {
    start,
    finish:
      network.size === 0 ? start : times.ends.reduce((finish, time) => Math.max(finish, time), plan.startsAt),
    criticalPath: path.map((step) => network.idOf(step)),
    steps: network.steps.map(({ id, assignee }, step) => {
      const [start, own] = [times.starts[step] ?? 0, starts[step] ?? 0];
      const totalFloat = (latest[step] ?? 0) - own;
      return {
        id,
        assignee,
        start,
        end: times.ends[step] ?? 0,
        earliestStart: own === earliest[step] ? start : calendar.startOf(earliest[step] ?? 0),
        latestFinish: calendar.endOf((latest[step] ?? 0) + network.durationOf(step)),
        totalFloat,
        freeFloat: freeFloat(network, bounds, starts, step, end, levelled?.turns),
        critical: totalFloat <= 0,
      };
    }),
    load: loadsOf(network, starts, calendar),
    feasible: !late && moved.length === 0,
    lateBy,
    blame: [...new Set(blamed)].map((step) => network.idOf(step)),
  };
}

/** A step cannot start where it should if that is before the plan does. */
function isBeforePlan(network: Network, step: number, startsAt: number): boolean {
  const { fixedStart } = network.steps[step] ?? {};
  return fixedStart !== undefined && fixedStart < startsAt;
}

/** Chains that are followed to say who keeps steps from their fixed starts: many share their beginnings. */
const MAX_CHAINS = 100;

function levelledStarts(network: Network, bounds: Bounds, earliest: Float64Array) {
  const starts = level(network, bounds, latestStarts(network, bounds, endOf(network, earliest)));
  return { starts, turns: turnsOf(network, starts) };
}

/**
 * When each step starts and ends. The end of one day and the start of the next are the same in working time: work starts
 * at the later, and ends at the earlier of the two. A milestone, and the end of a step that has to wait for another's
 * end, stand in between, not before what they wait for.
 */
function instants(
  network: Network,
  calendar: WorkingCalendar,
  starts: Float64Array,
): { starts: Float64Array; ends: Float64Array } {
  const times = { starts: new Float64Array(network.size), ends: new Float64Array(network.size) };
  for (const step of network.order) {
    const from = starts[step] ?? 0;
    const duration = network.durationOf(step);
    const start = duration > 0 ? calendar.startOf(from) : milestone(network, calendar, step, from);
    const end = duration > 0 ? calendar.endOf(from + duration) : start;
    if (start === Infinity || end === Infinity) throw new HorizonError(network.idOf(step));
    const reached = Math.max(end, waitedFor(network, starts, times, step));
    times.starts[step] = duration > 0 ? start : reached;
    times.ends[step] = reached;
  }
  return times;
}

/** The last moment that the step has just waited for: with its end, or, if it takes no time, at all. */
function waitedFor(
  network: Network,
  starts: Float64Array,
  times: { starts: Float64Array; ends: Float64Array },
  step: number,
): number {
  const { first, other, kind } = network.incoming;
  const duration = network.durationOf(step);
  const from = starts[step] ?? 0;
  let last = -Infinity;
  for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
    const before = other[edge] ?? 0;
    const ofEnd = ((kind[edge] ?? 0) & OF_END) !== 0;
    const toEnd = ((kind[edge] ?? 0) & TO_END) !== 0;
    if (duration > 0 && !toEnd) continue;
    const moment = momentOf(network, starts, before, ofEnd);
    if (moment !== from + (toEnd ? duration : 0)) continue;
    last = Math.max(last, (ofEnd ? times.ends : times.starts)[before] ?? last);
  }
  return last;
}

/** The start or the end of a step, in minutes of working time. */
function momentOf(network: Network, starts: Float64Array, step: number, ofEnd: boolean): number {
  return (starts[step] ?? 0) + (ofEnd ? network.durationOf(step) : 0);
}

/** When a step without duration is, but for what it waits for. */
function milestone(network: Network, calendar: WorkingCalendar, step: number, from: number): number {
  const { earliestStart = 0, fixedStart = 0 } = network.steps[step] ?? {};
  return Math.max(calendar.endOf(from), earliestStart, fixedStart);
}

function minutesFrom(calendar: WorkingCalendar, instant: number | undefined, otherwise: number): number {
  return instant === undefined ? otherwise : calendar.minutesFrom(instant);
}

function endOf(network: Network, starts: Float64Array): number {
  return starts.reduce((end, start, step) => Math.max(end, start + network.durationOf(step)), 0);
}

/** The step that ends last; of several the one whose id comes first. */
function lastOf(network: Network, starts: Float64Array, end: number): number | undefined {
  const step = starts.findIndex((start, index) => start + network.durationOf(index) === end);
  return step < 0 ? undefined : step;
}
