import type { ScheduleOutcome, ScheduleTask } from '../../../domain/plans/schedule-text';

/** Where long schedules are computed, so that other requests need not wait for them. */
export abstract class ScheduleThreads {
  /** @throws DomainError SERVICE_UNAVAILABLE when too many are waiting, or one takes too long */
  abstract run(task: ScheduleTask): Promise<ScheduleOutcome>;

  /**
   * A long plan was written, and its schedule will be asked for: where no thread runs yet, one is started and tries its
   * hand at it, so that the first answer need not wait for that. Nothing comes of it.
   */
  abstract prepare(task: ScheduleTask): void;
}
