import { earliestOf, type Bounds, type Turns } from './critical-path';
import type { Network } from './network';

/**
 * Puts steps one after the other where one person would have two at once (serial schedule generation). Next is always,
 * of those whose predecessors are placed, the one that has to start first, then the one of higher priority; it takes the
 * first gap of its assignee that it fits in. Fixed steps have their places kept for them.
 *
 * @param latest latest starts without levelling: what says which step is urgent
 * @returns starts in minutes of working time
 */
export function level(network: Network, bounds: Bounds, latest: Float64Array): Float64Array {
  const byUrgency = urgency(network, latest);
  const ranks = new Int32Array(network.size);
  byUrgency.forEach((step, rank) => (ranks[step] = rank));
  const timelineOf = timelines(network);
  const kept = keepFixed(network, bounds, byUrgency, timelineOf);

  const { first, other } = network.outgoing;
  const starts = new Float64Array(network.size);
  const waitsFor = Int32Array.from(network.steps, ({ dependsOn }) => dependsOn.length);
  const ready = new Heap();
  for (let step = 0; step < network.size; step += 1) if (waitsFor[step] === 0) ready.push(ranks[step] ?? 0);
  for (let rank = ready.pop(); rank !== undefined; rank = ready.pop()) {
    const step = byUrgency[rank] ?? 0;
    starts[step] = place(step);
    for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
      const to = other[edge] ?? 0;
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) ready.push(ranks[to] ?? 0);
    }
  }
  return starts;

  function place(step: number): number {
    const earliest = earliestOf(network, bounds, starts, step);
    const timeline = timelineOf(step);
    if (timeline === undefined || (earliest === bounds.fixed[step] && kept.has(step))) return earliest;
    const duration = network.durationOf(step);
    const start = timeline.firstGap(earliest, duration);
    timeline.take(start, duration);
    return start;
  }
}

/** All steps, the most urgent first. */
function urgency(network: Network, latest: Float64Array): Int32Array {
  const priority = Float64Array.from(network.steps, (step) => step.priority);
  return Int32Array.from(network.steps, (_, step) => step).sort(
    (a, b) => (latest[a] ?? 0) - (latest[b] ?? 0) || (priority[b] ?? 0) - (priority[a] ?? 0) || a - b,
  );
}

/** The timeline of who does a step; nobody's where it takes no time or nobody does it. */
function timelines(network: Network): (step: number) => Timeline | undefined {
  const byName = new Map<string, Timeline>();
  const byStep = network.steps.map(({ assignee, duration }) => {
    if (assignee === undefined || duration === 0) return undefined;
    const timeline = byName.get(assignee) ?? new Timeline();
    byName.set(assignee, timeline);
    return timeline;
  });
  return (step) => byStep[step];
}

/** Takes the places of fixed steps, and says which got theirs. */
function keepFixed(
  network: Network,
  bounds: Bounds,
  byUrgency: Int32Array,
  timelineOf: (step: number) => Timeline | undefined,
): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const step of byUrgency) {
    const at = bounds.fixed[step] ?? NaN;
    const timeline = timelineOf(step);
    if (Number.isNaN(at) || timeline === undefined) continue;
    const duration = network.durationOf(step);
    if (timeline.firstGap(at, duration) !== at) continue;
    timeline.take(at, duration);
    kept.add(step);
  }
  return kept;
}

/** Who comes after whom with the same assignee: the next one starts when the one before has ended. */
export function turnsOf(network: Network, starts: Float64Array): Turns {
  const turns = {
    before: new Int32Array(network.size).fill(-1),
    after: new Int32Array(network.size).fill(-1),
  };
  const last = new Map<string, number>();
  const inTime = Int32Array.from(network.steps, (_, step) => step).sort(
    (a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b,
  );
  for (const step of inTime) {
    const assignee = network.steps[step]?.assignee;
    if (assignee === undefined || network.durationOf(step) === 0) continue;
    const before = last.get(assignee);
    last.set(assignee, step);
    if (before === undefined) continue;
    turns.before[step] = before;
    turns.after[before] = step;
  }
  return turns;
}

/** When a person is taken: stretches in order, none touching the next. */
class Timeline {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** The first moment from `earliest` on at which so many minutes are free. */
  firstGap(earliest: number, duration: number): number {
    let start = earliest;
    for (let index = this.firstEndingAfter(earliest); index < this.ends.length; index += 1) {
      if ((this.starts[index] ?? 0) >= start + duration) break;
      start = this.ends[index] ?? 0;
    }
    return start;
  }

  take(start: number, duration: number): void {
    const index = this.firstEndingAfter(start);
    const end = start + duration;
    const joinsBefore = index > 0 && this.ends[index - 1] === start;
    const joinsAfter = this.starts[index] === end;
    if (joinsBefore && joinsAfter) {
      this.starts.splice(index, 1);
      this.ends.splice(index - 1, 1);
    } else if (joinsBefore) this.ends[index - 1] = end;
    else if (joinsAfter) this.starts[index] = start;
    else {
      this.starts.splice(index, 0, start);
      this.ends.splice(index, 0, end);
    }
  }

  private firstEndingAfter(moment: number): number {
    let [low, high] = [0, this.ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ends[middle] ?? 0) > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** A binary heap of numbers, the lowest on top. */
class Heap {
  private readonly values: number[] = [];

  push(value: number): void {
    let at = this.values.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.values[parent] ?? 0;
      if (above <= value) break;
      this.values[at] = above;
      at = parent;
    }
    this.values[at] = value;
  }

  pop(): number | undefined {
    const top = this.values[0];
    const last = this.values.pop();
    if (last === undefined || this.values.length === 0) return top;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.values.length) break;
      const right = this.values[left + 1] ?? Infinity;
      const child = right < (this.values[left] ?? 0) ? left + 1 : left;
      const below = this.values[child] ?? 0;
      if (below >= last) break;
      this.values[at] = below;
      at = child;
    }
    this.values[at] = last;
    return top;
  }
}
