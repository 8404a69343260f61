import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { FactorChanges } from '../mfa/factor-changes';
import { MfaRepository } from '../ports/mfa/mfa.repository';
import { SessionService } from '../session.service';
import { AdminUserQueries } from './admin-user-queries';
import { refuseAgainstAdmin } from './admin-rules';

/** Helps people who have lost their phone and their backup codes. */
@Injectable()
export class MfaResetService {
  constructor(
    private readonly queries: AdminUserQueries,
    private readonly mfa: MfaRepository,
    private readonly sessions: SessionService,
    private readonly factors: FactorChanges,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Takes authenticator, backup codes and trust in devices off an account whose owner has lost them, and ends its
   * sessions. Passkeys stay. One's own go by the ordinary way, which wants a code.
   * @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where nothing is on
   */
  async reset(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const caller = callerOf(ctx);
      const user = await this.queries.lock(tx, id);
      refuseAgainstAdmin(caller, user);
      if (id === caller.userId)
        throw new DomainError<ErrorCode>('FORBIDDEN', 'Turn your own off by DELETE /auth/mfa');
      if (!(await this.mfa.remove(tx, id))) throw conflict('No authenticator is on');
      await this.mfa.distrust(tx, id, undefined);
      await this.sessions.end(tx, ctx, id, undefined, 'ended-by-admin');
      await this.factors.announce(tx, ctx, id, 'mfa-reset');
    });
  }
}
