import {
  chainTo,
  earliestStarts,
  freeFloat,
  latestStarts,
  NO_TURNS,
  type Bounds,
  type Turns,
} from './critical-path';
import { level, turnsOf } from './levelling';
import { loadsOf, type Load } from './load';
import { Network } from './network';
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
    earliest: network.steps.map(({ earliestStart }) => minutesFrom(calendar, earliestStart) ?? 0),
    fixed: network.steps.map(({ fixedStart }) => minutesFrom(calendar, fixedStart)),
  };
  const earliest = earliestStarts(network, bounds);
  let [starts, turns]: [number[], Turns] = [earliest, NO_TURNS];
  if (options.level) {
    starts = level(network, bounds, latestStarts(network, bounds, endOf(network, earliest)));
    turns = turnsOf(network, starts);
  }
  const times = instants(network, calendar, starts);
  const end = endOf(network, starts);
  const late = plan.deadline !== undefined && times.some((time) => time.end > (plan.deadline ?? 0));
  const lateBy = late ? end - calendar.minutesAt(plan.deadline ?? 0) : 0;
  const moved = network.steps.flatMap((_, step) => {
    const fixed = bounds.fixed[step];
    return fixed !== undefined && (starts[step] ?? 0) > fixed ? [step] : [];
  });
  const latest = latestStarts(network, bounds, end - lateBy, turns, options.level ? starts : []);
  const last = lastOf(network, starts);
  const path = last === undefined ? [] : chainTo(network, starts, last, turns);
  const blamed = [...(late ? path : []), ...moved.flatMap((step) => chainTo(network, starts, step, turns))];
  return {
    start: times.reduce((first, time) => Math.min(first, time.start), calendar.startOf(0)),
    finish: times.reduce((finish, time) => Math.max(finish, time.end), plan.startsAt),
    criticalPath: path.map((step) => network.idOf(step)),
    steps: network.steps.map(({ id, assignee }, step) => {
      const totalFloat = (latest[step] ?? 0) - (starts[step] ?? 0);
      return {
        id,
        assignee,
        ...(times[step] ?? { start: 0, end: 0 }),
        earliestStart: earliestInstant(step),
        latestFinish: calendar.endOf((latest[step] ?? 0) + network.durationOf(step)),
        totalFloat,
        freeFloat: freeFloat(network, bounds, starts, step, end, turns),
        critical: totalFloat <= 0,
      };
    }),
    load: loadsOf(network, starts, calendar),
    feasible: !late && moved.length === 0,
    lateBy,
    blame: [...new Set(blamed)].map((step) => network.idOf(step)),
  };

  function earliestInstant(step: number): number {
    const time = times[step]?.start ?? 0;
    return starts[step] === earliest[step] ? time : calendar.startOf(earliest[step] ?? 0);
  }
}

/**
 * When each step starts and ends. The end of one day and the start of the next are the same in working time: work starts
 * at the later, and ends at the earlier of the two. A milestone, and the end of a step that has to wait for another's
 * end, stand in between, not before what they wait for.
 */
function instants(
  network: Network,
  calendar: WorkingCalendar,
  starts: readonly number[],
): { start: number; end: number }[] {
  const times = network.steps.map(() => ({ start: 0, end: 0 }));
  for (const step of network.order) {
    const from = starts[step] ?? 0;
    const duration = network.durationOf(step);
    const { start, end } = bare(network, calendar, step, from);
    if (start === Infinity || end === Infinity) throw new HorizonError(network.idOf(step));
    const waitedFor = (ofOwnEnd: boolean): number[] =>
      network.into(step).flatMap((edge) => {
        const before = times[edge.from];
        const moment = (starts[edge.from] ?? 0) + (edge.ofEnd ? network.durationOf(edge.from) : 0);
        const isTight = moment === from + (edge.toEnd ? duration : 0);
        if (before === undefined || !isTight || (ofOwnEnd && !edge.toEnd)) return [];
        return [edge.ofEnd ? before.end : before.start];
      });
    if (duration > 0) times[step] = { start, end: Math.max(end, ...waitedFor(true)) };
    else {
      const reached = Math.max(start, ...waitedFor(false));
      times[step] = { start: reached, end: reached };
    }
  }
  return times;
}

/** The same but for what the step waits for. */
function bare(
  network: Network,
  calendar: WorkingCalendar,
  step: number,
  from: number,
): { start: number; end: number } {
  const duration = network.durationOf(step);
  if (duration > 0) return { start: calendar.startOf(from), end: calendar.endOf(from + duration) };
  const { earliestStart = 0, fixedStart = 0 } = network.steps[step] ?? {};
  const at = Math.max(calendar.endOf(from), earliestStart, fixedStart);
  return { start: at, end: at };
}

function minutesFrom(calendar: WorkingCalendar, instant: number | undefined): number | undefined {
  return instant === undefined ? undefined : calendar.minutesFrom(instant);
}

function endOf(network: Network, starts: readonly number[]): number {
  return starts.reduce((end, start, step) => Math.max(end, start + network.durationOf(step)), 0);
}

/** The step that ends last; of several the one whose id comes first. */
function lastOf(network: Network, starts: readonly number[]): number | undefined {
  const end = endOf(network, starts);
  const step = starts.findIndex((start, index) => start + network.durationOf(index) === end);
  return step < 0 ? undefined : step;
}
