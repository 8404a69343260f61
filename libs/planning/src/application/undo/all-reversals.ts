import { OutsideReversals, type Reversals, type Reverse } from './reversals';
import type { Operation } from '../../domain/undo/operation';

/** All that know how to take something back. */
export class AllReversals {
  constructor(private readonly all: readonly (Reversals | OutsideReversals)[]) {}

  /** Of something in a planner. */
  inPlanner(operation: Operation): Reverse | undefined {
    for (const one of this.all) {
      if (one instanceof OutsideReversals || operation.plannerId === null) continue;
      const reverse = entryOf(one, operation);
      if (reverse && one.takes(operation)) return reverse;
    }
    return undefined;
  }

  /** Of something outside planners, and those who know about its policy. */
  outside(operation: Operation): { reversals: OutsideReversals; reverse: Reverse } | undefined {
    for (const one of this.all) {
      const reverse = entryOf(one, operation);
      if (reverse && one instanceof OutsideReversals) return { reversals: one, reverse };
    }
    return undefined;
  }
}

function entryOf({ byName }: Reversals | OutsideReversals, { name }: Operation): Reverse | undefined {
  return Object.entries(byName).find(([known]) => known === name)?.[1];
}
