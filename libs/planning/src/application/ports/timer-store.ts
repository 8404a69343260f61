import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** A timer that runs. */
export interface Timer {
  activityId: Id;
  startedAt: Date;
}

/** Timers: one for each person, held by the key of the table. */
export abstract class TimerStore {
  /** Nobody else starts or stops the person's timer until the transaction ends. Taken before any planner's lock. */
  abstract lock(tx: Transaction, userId: Id): Promise<void>;
  abstract running(queryable: Queryable, userId: Id): Promise<Timer | undefined>;
  abstract start(tx: Transaction, userId: Id, activityId: Id): Promise<Timer>;
  /** Gives the whole minutes that it ran, rounded. */
  abstract stop(tx: Transaction, userId: Id): Promise<number>;
}
