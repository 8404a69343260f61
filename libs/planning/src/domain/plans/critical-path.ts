import type { Network } from './network';

/** What binds a step's start beside other steps, in minutes of working time. */
export interface Bounds {
  earliest: Float64Array;
  /** Where the step is fixed, else NaN. */
  fixed: Float64Array;
}

/** Who works on two steps does one after the other: the step before and the one after each, -1 where there is none. */
export interface Turns {
  before: Int32Array;
  after: Int32Array;
}

/** Where the step is fixed, else this. */
function fixedAt({ fixed }: Bounds, step: number, otherwise: number): number {
  const at = fixed[step] ?? NaN;
  return Number.isNaN(at) ? otherwise : at;
}

/** The earliest start of a step, those before it being placed. */
export function earliestOf(network: Network, bounds: Bounds, starts: Float64Array, step: number): number {
  const { first, other, gap } = network.incoming;
  let start = Math.max(0, bounds.earliest[step] ?? 0, fixedAt(bounds, step, 0));
  for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
    const reached = (starts[other[edge] ?? 0] ?? 0) + (gap[edge] ?? 0);
    if (reached > start) start = reached;
  }
  return start;
}

/** The earliest start of each step: the forward pass of the critical path method. */
export function earliestStarts(network: Network, bounds: Bounds): Float64Array {
  const starts = new Float64Array(network.size);
  for (const step of network.order) starts[step] = earliestOf(network, bounds, starts, step);
  return starts;
}

/**
 * The latest start of each step that lets everything end by `end`: the backward pass. It lies before the earliest where
 * that cannot be.
 *
 * @param levelled where the steps stand, and who comes after whom: then the pass goes by time, not by the order of the
 *   dependencies. A negative lag may lead back in time, so whoever is moved sends those before it through the queue once
 *   more. As there is a schedule that keeps to all edges, that comes to an end.
 */
export function latestStarts(
  network: Network,
  bounds: Bounds,
  end: number,
  levelled?: { turns: Turns; starts: Float64Array },
): Float64Array {
  const { first, other, gap } = network.incoming;
  const latest = new Float64Array(network.size);
  for (let step = 0; step < network.size; step += 1) {
    latest[step] = Math.min(end - network.durationOf(step), fixedAt(bounds, step, Infinity));
  }
  // By start; of those that start together each before what it waits for.
  const waiting = [...network.order].reverse();
  if (levelled) waiting.sort((a, b) => (levelled.starts[b] ?? 0) - (levelled.starts[a] ?? 0));
  const isWaiting = new Uint8Array(network.size).fill(1);
  const bringForward = (from: number, to: number) => {
    if (to >= (latest[from] ?? 0)) return;
    latest[from] = to;
    if (!isWaiting[from]) waiting.push(from);
    isWaiting[from] = 1;
  };
  // It grows while it is walked.
  for (const to of waiting) {
    isWaiting[to] = 0;
    const own = latest[to] ?? 0;
    for (let edge = first[to] ?? 0; edge < (first[to + 1] ?? 0); edge += 1) {
      bringForward(other[edge] ?? 0, own - (gap[edge] ?? 0));
    }
    const before = levelled?.turns.before[to] ?? -1;
    if (before >= 0) bringForward(before, own - network.durationOf(before));
  }
  return latest;
}

/** How far a step can be put off without moving another or the end. */
export function freeFloat(
  network: Network,
  bounds: Bounds,
  starts: Float64Array,
  step: number,
  end: number,
  turns?: Turns,
): number {
  const { first, other, gap } = network.outgoing;
  const start = starts[step] ?? 0;
  let bound = Math.min(end - network.durationOf(step), Math.max(start, fixedAt(bounds, step, Infinity)));
  for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
    const reached = (starts[other[edge] ?? 0] ?? 0) - (gap[edge] ?? 0);
    if (reached < bound) bound = reached;
  }
  const after = turns?.after[step] ?? -1;
  if (after >= 0) bound = Math.min(bound, (starts[after] ?? 0) - network.durationOf(step));
  return bound - start;
}

/**
 * Why a step is where it is: a chain of steps each of which waits for just the one before it. Of several the one by
 * the ids that come first.
 */
export function chainTo(network: Network, starts: Float64Array, last: number, turns?: Turns): number[] {
  const { first, other, gap } = network.incoming;
  const chain = [last];
  const seen = new Set(chain);
  // It grows while it is walked.
  for (const step of chain) {
    const start = starts[step] ?? 0;
    let holding = Infinity;
    const holds = (from: number, distance: number) => {
      if (from < holding && (starts[from] ?? 0) + distance === start && !seen.has(from)) holding = from;
    };
    for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
      holds(other[edge] ?? 0, gap[edge] ?? 0);
    }
    const before = turns?.before[step] ?? -1;
    if (before >= 0) holds(before, network.durationOf(before));
    if (holding === Infinity) break;
    chain.push(holding);
    seen.add(holding);
  }
  return chain.reverse();
}
