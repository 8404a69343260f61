import type { Edge, Network } from './network';

/** What binds a step's start beside other steps, in minutes of working time. */
export interface Bounds {
  earliest: readonly number[];
  /** Where the step is fixed, else undefined. */
  fixed: readonly (number | undefined)[];
}

/** Edges beyond the dependencies: who works on two steps does one after the other. */
export interface Turns {
  into(step: number): readonly Edge[];
  outOf(step: number): readonly Edge[];
}

export const NO_TURNS: Turns = { into: () => [], outOf: () => [] };

/** The earliest start of each step: the forward pass of the critical path method. */
export function earliestStarts(network: Network, { earliest, fixed }: Bounds): number[] {
  const starts = network.steps.map(() => 0);
  for (const step of network.order) {
    let start = Math.max(0, earliest[step] ?? 0, fixed[step] ?? 0);
    for (const { from, gap } of network.into(step)) start = Math.max(start, (starts[from] ?? 0) + gap);
    starts[step] = start;
  }
  return starts;
}

/**
 * The latest start of each step that lets everything end by `end`: the backward pass. It lies before the earliest where
 * that cannot be.
 *
 * @param starts where the steps stand: with turns the pass goes by time, not by the order of the dependencies. A
 *   negative lag may lead back in time, so whoever is moved sends those before it through the queue once more. As there
 *   is a schedule that keeps to all edges, that comes to an end.
 */
export function latestStarts(
  network: Network,
  { fixed }: Bounds,
  end: number,
  turns: Turns = NO_TURNS,
  starts: readonly number[] = [],
): number[] {
  const latest = network.steps.map((_, step) =>
    Math.min(end - network.durationOf(step), fixed[step] ?? Infinity),
  );
  // By start; of those that start together each before what it waits for.
  const waiting = [...network.order].reverse().sort((a, b) => (starts[b] ?? 0) - (starts[a] ?? 0));
  const isWaiting = network.steps.map(() => true);
  // It grows while it is walked.
  for (const to of waiting) {
    isWaiting[to] = false;
    const own = latest[to] ?? Infinity;
    for (const edges of [network.into(to), turns.into(to)]) {
      for (const { from, gap } of edges) {
        if (own - gap >= (latest[from] ?? Infinity)) continue;
        latest[from] = own - gap;
        if (!isWaiting[from]) waiting.push(from);
        isWaiting[from] = true;
      }
    }
  }
  return latest;
}

/** How far a step can be put off without moving another or the end. */
export function freeFloat(
  network: Network,
  { fixed }: Bounds,
  starts: readonly number[],
  step: number,
  end: number,
  turns: Turns = NO_TURNS,
): number {
  const start = starts[step] ?? 0;
  let bound = Math.min(end - network.durationOf(step), Math.max(start, fixed[step] ?? Infinity));
  for (const { to, gap } of network.outOf(step)) bound = Math.min(bound, (starts[to] ?? 0) - gap);
  for (const { to, gap } of turns.outOf(step)) bound = Math.min(bound, (starts[to] ?? 0) - gap);
  return bound - start;
}

/**
 * Why a step is where it is: a chain of steps each of which waits for just the one before it. Of several the one by
 * the ids that come first.
 */
export function chainTo(
  network: Network,
  starts: readonly number[],
  last: number,
  turns: Turns = NO_TURNS,
): number[] {
  const chain = [last];
  const seen = new Set(chain);
  // It grows while it is walked.
  for (const step of chain) {
    const start = starts[step] ?? 0;
    const holding = [...network.into(step), ...turns.into(step)]
      .filter(({ from, gap }) => (starts[from] ?? 0) + gap === start && !seen.has(from))
      .map(({ from }) => from);
    if (holding.length === 0) break;
    const before = Math.min(...holding);
    chain.push(before);
    seen.add(before);
  }
  return chain.reverse();
}
