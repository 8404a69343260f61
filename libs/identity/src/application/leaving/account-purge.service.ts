import { Inject, Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AuditTrail,
  Database,
  LOGGER,
  PersonalData,
  statement,
  UnitOfWork,
  type PinoLogger,
  type RequestContext,
} from '@almanac/platform';
import { LeavingRepository, type DueAccount } from '../ports/leaving/leaving.repository';

/** Accounts that are looked up at a time; each is purged by itself. */
const BATCH = 20;

/** Somebody may have written for years: their rows, and the files before them, may take a while. */
const patience = statement(
  'leaving.patience',
  `SELECT set_config('statement_timeout', '10min', true), set_config('idle_in_transaction_session_timeout', '0', true)`,
);

/** Removes accounts for good whose time to be restored is over. */
@Injectable()
export class AccountPurgeService {
  constructor(
    private readonly repository: LeavingRepository,
    private readonly personalData: PersonalData,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /**
   * A run that is cut off is taken up by the next. One account that cannot be purged keeps no other; it is tried
   * again by every run. Gives how many were purged.
   */
  async run(ctx: RequestContext): Promise<number> {
    let purged = 0;
    let last: DueAccount | undefined;
    for (;;) {
      const due = await this.repository.due(this.database, last, BATCH);
      for (const { id } of due) if (await this.tryPurge(ctx, id)) purged += 1;
      if (due.length < BATCH) return purged;
      last = due.at(-1);
    }
  }

  private async tryPurge(ctx: RequestContext, userId: Id): Promise<boolean> {
    try {
      return await this.purge(ctx, userId);
    } catch (error) {
      this.logger.error(
        { userId, err: error },
        'a deleted account could not be purged; the next run tries again',
      );
      return false;
    }
  }

  /**
   * The lock keeps sign-ins out from before the first file until the last row is gone: whichever of the two comes
   * first wins whole. Files cannot come back, but by then nobody can restore the account any more.
   */
  private purge(ctx: RequestContext, userId: Id): Promise<boolean> {
    return this.unitOfWork.run(ctx, async (tx) => {
      await tx.query(patience, []);
      if (!(await this.repository.lockForPurge(tx, userId))) return false;
      await this.personalData.eraseFiles(userId);
      await this.personalData.erase(tx, userId);
      this.audit.record(tx, ctx, { action: 'user.purged', resource: { type: 'user', id: userId } });
      return true;
    });
  }
}
