import type { Dependency, PlanStep } from './plan';

/** A plan whose steps wait for each other in a circle. */
export class CircleError extends Error {
  /** @param steps each waits for the one before it, and the first for the last */
  constructor(readonly steps: readonly string[]) {
    super(`These steps wait for each other in a circle: ${[...steps, steps[0]].join(' → ')}`);
  }
}

/** A step that waits for one that is not there. */
export class UnknownStepError extends Error {
  constructor(
    readonly step: string,
    readonly unknown: string,
  ) {
    super(`The step ${step} waits for ${unknown}, which is no step of the plan`);
  }
}

/** It is the end of the other step that counts, not its start. */
export const OF_END = 1;
/** It is the end of the waiting step that waits, not its start. */
export const TO_END = 2;

/**
 * The edges at each step, in one row of numbers: those of step `s` are at `first[s]` to `first[s + 1]`. Objects, one an
 * edge, would cost more than all that is computed with them.
 */
export interface Edges {
  first: Int32Array;
  /** The step at the other end. */
  other: Int32Array;
  /** Minutes of working time from the start of the one that is waited for to the start of the one that waits, at least. */
  gap: Float64Array;
  kind: Uint8Array;
}

/**
 * The steps as a graph of plain numbers. All four types of dependency say the same thing about starts: `start of to >=
 * start of from + gap`; so one rule serves them all.
 *
 * Steps are numbered in the order of their ids, which makes every result independent of the order of the input.
 */
export class Network {
  readonly steps: readonly PlanStep[];
  readonly durations: Float64Array;
  /** Steps so that each comes after all that it waits for. */
  readonly order: Int32Array;
  /** What each step waits for. */
  readonly incoming: Edges;
  /** What waits for each step. */
  readonly outgoing: Edges;

  /** @throws CircleError, UnknownStepError */
  constructor(steps: readonly PlanStep[]) {
    this.steps = [...steps].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.durations = Float64Array.from(this.steps, ({ duration }) => duration);
    this.incoming = this.readEdges();
    this.outgoing = turned(this.incoming, this.steps.length);
    this.order = this.sorted();
  }

  get size(): number {
    return this.steps.length;
  }

  durationOf(step: number): number {
    return this.durations[step] ?? 0;
  }

  idOf(step: number): string {
    return this.steps[step]?.id ?? '';
  }

  private readEdges(): Edges {
    const numbers = new Map(this.steps.map(({ id }, index) => [id, index]));
    const edges = emptyEdges(
      this.size,
      this.steps.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0),
    );
    let at = 0;
    this.steps.forEach((step, to) => {
      edges.first[to] = at;
      for (const dependency of step.dependsOn) {
        const from = numbers.get(dependency.id);
        if (from === undefined) throw new UnknownStepError(step.id, dependency.id);
        const kind = kindOf(dependency);
        edges.other[at] = from;
        edges.kind[at] = kind;
        edges.gap[at] =
          (kind & OF_END ? this.durationOf(from) : 0) + dependency.lag - (kind & TO_END ? step.duration : 0);
        at += 1;
      }
    });
    edges.first[this.size] = at;
    return edges;
  }

  /** By Kahn's algorithm. @throws CircleError */
  private sorted(): Int32Array {
    const { first, other } = this.outgoing;
    const waitsFor = Int32Array.from(this.steps, ({ dependsOn }) => dependsOn.length);
    const order = new Int32Array(this.size);
    let found = 0;
    for (let step = 0; step < this.size; step += 1) if (waitsFor[step] === 0) order[found++] = step;
    for (let done = 0; done < found; done += 1) {
      const step = order[done] ?? 0;
      for (let edge = first[step] ?? 0; edge < (first[step + 1] ?? 0); edge += 1) {
        const to = other[edge] ?? 0;
        const left = (waitsFor[to] ?? 0) - 1;
        waitsFor[to] = left;
        if (left === 0) order[found++] = to;
      }
    }
    if (found < this.size) throw new CircleError(this.circle(waitsFor));
    return order;
  }

  /** A circle among the steps that still wait: whoever goes back along what they wait for runs into one. */
  private circle(waitsFor: Int32Array): string[] {
    const { first, other } = this.incoming;
    const path: number[] = [];
    const seenAt = new Map<number, number>();
    let step = waitsFor.findIndex((count) => count > 0);
    while (!seenAt.has(step)) {
      seenAt.set(step, path.length);
      path.push(step);
      const before = other.subarray(first[step], first[step + 1]);
      step = before.find((from) => (waitsFor[from] ?? 0) > 0) ?? step;
    }
    const circle = path.slice(seenAt.get(step)).reverse();
    const lowest = circle.reduce((low, one) => Math.min(low, one), Infinity);
    const start = circle.indexOf(lowest);
    return [...circle.slice(start), ...circle.slice(0, start)].map((one) => this.idOf(one));
  }
}

function kindOf({ type }: Dependency): number {
  return (type === 'FS' || type === 'FF' ? OF_END : 0) | (type === 'FF' || type === 'SF' ? TO_END : 0);
}

function emptyEdges(steps: number, edges: number): Edges {
  return {
    first: new Int32Array(steps + 1),
    other: new Int32Array(edges),
    gap: new Float64Array(edges),
    kind: new Uint8Array(edges),
  };
}

/** The same edges, found from their other ends. */
function turned(edges: Edges, steps: number): Edges {
  const result = emptyEdges(steps, edges.other.length);
  for (const step of edges.other) result.first[step + 1] = (result.first[step + 1] ?? 0) + 1;
  for (let step = 0; step < steps; step += 1) {
    result.first[step + 1] = (result.first[step + 1] ?? 0) + (result.first[step] ?? 0);
  }
  const next = result.first.slice();
  for (let to = 0; to < steps; to += 1) {
    for (let edge = edges.first[to] ?? 0; edge < (edges.first[to + 1] ?? 0); edge += 1) {
      const from = edges.other[edge] ?? 0;
      const place = next[from] ?? 0;
      next[from] = place + 1;
      result.other[place] = to;
      result.gap[place] = edges.gap[edge] ?? 0;
      result.kind[place] = edges.kind[edge] ?? 0;
    }
  }
  return result;
}
