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

/**
 * The steps as a graph of plain numbers. All four types of dependency say the same thing about starts: `start of to >=
 * start of from + gap`; so one rule serves them all.
 *
 * Steps are numbered in the order of their ids, which makes every result independent of the order of the input.
 */
export class Network {
  readonly steps: readonly PlanStep[];
  /** Steps so that each comes after all that it waits for. */
  readonly order: readonly number[];
  private readonly incoming: readonly (readonly Edge[])[];
  private readonly outgoing: readonly (readonly Edge[])[];

  /** @throws CircleError, UnknownStepError */
  constructor(steps: readonly PlanStep[]) {
    this.steps = [...steps].sort((a, b) => (a.id < b.id ? -1 : 1));
    const numbers = new Map(this.steps.map(({ id }, index) => [id, index]));
    const incoming: Edge[][] = this.steps.map(() => []);
    const outgoing: Edge[][] = this.steps.map(() => []);
    this.steps.forEach((step, to) => {
      for (const dependency of step.dependsOn) {
        const from = numbers.get(dependency.id);
        const before = from === undefined ? undefined : this.steps[from];
        if (from === undefined || before === undefined) throw new UnknownStepError(step.id, dependency.id);
        const edge = edgeOf(dependency, { from, to }, before.duration, step.duration);
        incoming[to]?.push(edge);
        outgoing[from]?.push(edge);
      }
    });
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.order = this.sorted();
  }

  into(step: number): readonly Edge[] {
    return this.incoming[step] ?? [];
  }

  outOf(step: number): readonly Edge[] {
    return this.outgoing[step] ?? [];
  }

  durationOf(step: number): number {
    return this.steps[step]?.duration ?? 0;
  }

  idOf(step: number): string {
    return this.steps[step]?.id ?? '';
  }

  /** By Kahn's algorithm. @throws CircleError */
  private sorted(): number[] {
    const waitsFor = this.steps.map((_, step) => this.into(step).length);
    const order = this.steps.flatMap((_, step) => (waitsFor[step] === 0 ? [step] : []));
    // It grows while it is walked.
    for (const step of order) {
      for (const { to } of this.outOf(step)) {
        const left = (waitsFor[to] ?? 0) - 1;
        waitsFor[to] = left;
        if (left === 0) order.push(to);
      }
    }
    if (order.length < this.steps.length) throw new CircleError(this.circle(waitsFor));
    return order;
  }

  /** A circle among the steps that still wait: whoever goes back along what they wait for runs into one. */
  private circle(waitsFor: readonly number[]): string[] {
    const path: number[] = [];
    const seenAt = new Map<number, number>();
    let step = waitsFor.findIndex((count) => count > 0);
    while (!seenAt.has(step)) {
      seenAt.set(step, path.length);
      path.push(step);
      step = this.into(step).find(({ from }) => (waitsFor[from] ?? 0) > 0)?.from ?? step;
    }
    const circle = path.slice(seenAt.get(step)).reverse();
    const first = circle.indexOf(Math.min(...circle));
    return [...circle.slice(first), ...circle.slice(0, first)].map((one) => this.idOf(one));
  }
}

export interface Edge {
  from: number;
  to: number;
  /** Minutes of working time from the start of one to the start of the other, at least. */
  gap: number;
  /** Whether it is the end of `from` that counts, not its start. */
  ofEnd: boolean;
  /** Whether it is the end of `to` that waits, not its start. */
  toEnd: boolean;
}

function edgeOf(
  { type, lag }: Dependency,
  ends: { from: number; to: number },
  durationBefore: number,
  duration: number,
): Edge {
  const ofEnd = type === 'FS' || type === 'FF';
  const toEnd = type === 'FF' || type === 'SF';
  return { ...ends, ofEnd, toEnd, gap: (ofEnd ? durationBefore : 0) + lag - (toEnd ? duration : 0) };
}
