import { Inject, Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import {
  HandlesJob,
  LOGGER,
  UnitOfWork,
  type JobContext,
  type JobHandler,
  type PinoLogger,
} from '@almanac/platform';
import { AuditLogRepository } from '../../application/ports/audit-log.repository';

/** Months that have their partition before they begin: a worker may be off for a while. */
const MONTHS_AHEAD = 3;

/** Makes the partitions of the audit log for the months to come. Harmless when repeated. */
@Injectable()
@HandlesJob('maintenance', 'audit-partitions')
export class AuditPartitionsProcessor implements JobHandler<'maintenance', 'audit-partitions'> {
  constructor(
    private readonly log: AuditLogRepository,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async handle(_payload: JobPayload<'maintenance', 'audit-partitions'>, job: JobContext): Promise<void> {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      // Each by itself: making one keeps entries waiting for a moment.
      const made = await this.unitOfWork.run(job.context, (tx) => this.log.addMonth(tx, ahead));
      if (!made) {
        this.logger.warn(
          { monthsAhead: ahead },
          'entries of the audit log lie in its default partition already, where they stay',
        );
      }
    }
  }
}
