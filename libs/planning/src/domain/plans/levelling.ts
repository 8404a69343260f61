import type { Bounds, Turns } from './critical-path';
import type { Edge, Network } from './network';

/**
 * Puts steps one after the other where one person would have two at once (serial schedule generation). Next is always,
 * of those whose predecessors are placed, the one that has to start first, then the one of higher priority; it takes the
 * first gap of its assignee that it fits in. Fixed steps have their places kept for them.
 *
 * @param latest latest starts without levelling: what says which step is urgent
 * @returns starts in minutes of working time
 */
export function level(network: Network, bounds: Bounds, latest: readonly number[]): number[] {
  const timelines = new Map<string, Timeline>();
  const timelineOf = (step: number): Timeline | undefined => {
    const assignee = network.steps[step]?.assignee;
    if (assignee === undefined || network.durationOf(step) === 0) return undefined;
    const timeline = timelines.get(assignee) ?? new Timeline();
    timelines.set(assignee, timeline);
    return timeline;
  };
  const comesBefore = (a: number, b: number): number =>
    (latest[a] ?? 0) - (latest[b] ?? 0) ||
    (network.steps[b]?.priority ?? 0) - (network.steps[a]?.priority ?? 0) ||
    a - b;

  const kept = new Set<number>();
  const fixed = network.order.filter((step) => bounds.fixed[step] !== undefined).sort(comesBefore);
  for (const step of fixed) {
    const at = bounds.fixed[step] ?? 0;
    const duration = network.durationOf(step);
    const timeline = timelineOf(step);
    if (timeline?.firstGap(at, duration) !== at) continue;
    timeline.take(at, duration);
    kept.add(step);
  }

  const starts = network.steps.map(() => 0);
  const waitsFor = network.steps.map((_, step) => network.into(step).length);
  const ready = network.steps.flatMap((_, step) => (waitsFor[step] === 0 ? [step] : [])).sort(descending);
  for (let step = ready.pop(); step !== undefined; step = ready.pop()) {
    starts[step] = place(step);
    for (const { to } of network.outOf(step)) {
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) insert(ready, to, descending);
    }
  }
  return starts;

  /** The next one stands at the end, where taking it costs nothing. */
  function descending(a: number, b: number): number {
    return comesBefore(b, a);
  }

  function place(step: number): number {
    const fixedAt = bounds.fixed[step];
    let earliest = Math.max(0, bounds.earliest[step] ?? 0, fixedAt ?? 0);
    for (const { from, gap } of network.into(step)) earliest = Math.max(earliest, (starts[from] ?? 0) + gap);
    const timeline = timelineOf(step);
    if (timeline === undefined || (earliest === fixedAt && kept.has(step))) return earliest;
    const duration = network.durationOf(step);
    const start = timeline.firstGap(earliest, duration);
    timeline.take(start, duration);
    return start;
  }
}

/** Who comes after whom with the same assignee, as edges: the next one starts when the one before has ended. */
export function turnsOf(network: Network, starts: readonly number[]): Turns {
  const into: Edge[][] = network.steps.map(() => []);
  const outOf: Edge[][] = network.steps.map(() => []);
  const last = new Map<string, number>();
  const inTime = network.steps
    .map((_, step) => step)
    .filter((step) => network.durationOf(step) > 0)
    .sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  for (const to of inTime) {
    const assignee = network.steps[to]?.assignee;
    if (assignee === undefined) continue;
    const from = last.get(assignee);
    last.set(assignee, to);
    if (from === undefined) continue;
    const edge = { from, to, gap: network.durationOf(from), ofEnd: true, toEnd: false };
    into[to]?.push(edge);
    outOf[from]?.push(edge);
  }
  return { into: (step) => into[step] ?? [], outOf: (step) => outOf[step] ?? [] };
}

/** When a person is taken: stretches in order, none touching the next. */
class Timeline {
  private readonly taken: { start: number; end: number }[] = [];

  /** The first moment from `earliest` on at which so many minutes are free. */
  firstGap(earliest: number, duration: number): number {
    let start = earliest;
    for (let index = this.firstEndingAfter(earliest); index < this.taken.length; index += 1) {
      const stretch = this.taken[index];
      if (stretch === undefined || stretch.start >= start + duration) break;
      start = stretch.end;
    }
    return start;
  }

  take(start: number, duration: number): void {
    const index = this.firstEndingAfter(start);
    const end = start + duration;
    const before = this.taken[index - 1];
    const after = this.taken[index];
    const joinsBefore = before?.end === start;
    if (joinsBefore && after?.start === end) {
      this.taken.splice(index - 1, 2, { start: before.start, end: after.end });
    } else if (joinsBefore) before.end = end;
    else if (after?.start === end) after.start = start;
    else this.taken.splice(index, 0, { start, end });
  }

  private firstEndingAfter(moment: number): number {
    let [low, high] = [0, this.taken.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.taken[middle]?.end ?? 0) > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function insert(sorted: number[], value: number, compare: (a: number, b: number) => number): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(sorted[middle] ?? 0, value) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}
