import type { ScheduleOutcome, ScheduleTask } from '../../../domain/plans/schedule-text';

/** Where long schedules are computed, so that other requests need not wait for them. */
export abstract class ScheduleThreads {
  /** @throws DomainError SERVICE_UNAVAILABLE when too many are waiting, or one takes too long */
  abstract run(task: ScheduleTask): Promise<ScheduleOutcome>;
}
