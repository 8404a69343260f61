import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, type Id } from '@almanac/kernel';
import { appendEvent, AuditTrail, callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { AccessTokens } from '../ports/access-tokens';
import { SessionRepository } from '../ports/session.repository';
import { UserRepository } from '../ports/user.repository';
import { roleOf } from '../session-states';
import { found } from './admin-user-queries';
import { refuseGivingMore } from './admin-rules';

/** How long an admin may act as somebody else; it cannot be made longer. */
export const IMPERSONATION_SECONDS = 600;

/** Lets an admin see the system as a user sees it. The token says so, and so does every entry of the audit log. */
@Injectable()
export class ImpersonationService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, FORBIDDEN for an admin, or for whoever may do more than the caller; CONFLICT
   *   for an account that may not be used just now
   */
  async begin(ctx: RequestContext, userId: Id): Promise<{ accessToken: string; expiresIn: number }> {
    const caller = callerOf(ctx);
    const { sessionId } = caller;
    if (sessionId === undefined || caller.impersonatorId !== undefined)
      throw new DomainError<ErrorCode>(
        'FORBIDDEN',
        'Only a person who acts as themselves may act as another',
      );
    return this.unitOfWork.run(ctx, async (tx) => {
      const user = found(await this.users.lock(tx, userId));
      if (user.role === 'admin' || userId === caller.userId)
        throw new DomainError<ErrorCode>('FORBIDDEN', 'Nobody may act as an admin');
      if (user.status !== 'active')
        throw new DomainError<ErrorCode>(
          'CONFLICT',
          'This account is suspended; nobody can act as its owner',
        );
      const id = newId();
      await this.sessions.insertImpersonation(tx, {
        id,
        userId,
        userAgent: ctx.userAgent?.slice(0, 512) ?? null,
        ip: ctx.ip ?? null,
        impersonatorId: caller.userId,
        impersonatorSessionId: sessionId,
        seconds: IMPERSONATION_SECONDS,
      });
      const state = await this.sessions.loadState(tx, id);
      // The caller's own session, or their right, ended in this very moment.
      if (!state || state.ended || state.suspended)
        throw new DomainError<ErrorCode>('FORBIDDEN', 'You may no longer act as somebody else');
      if (state.permissions.includes('*:*'))
        throw new DomainError<ErrorCode>('FORBIDDEN', 'Nobody may act as an admin');
      refuseGivingMore(caller, state.permissions, 'Nobody may act as somebody who may do more than they');
      await appendEvent(tx, ctx, {
        name: 'session.started',
        payload: { userId, sessionId: id },
        resource: { type: 'session', id },
      });
      this.audit.record(tx, ctx, {
        action: 'admin.user.impersonated',
        resource: { type: 'user', id: userId },
        after: { sessionId: id, seconds: IMPERSONATION_SECONDS },
      });
      const { email, permissions } = state;
      const claims = {
        sub: userId,
        sid: id,
        email,
        role: roleOf(state),
        permissions,
        act: { sub: caller.userId },
      };
      return {
        accessToken: this.accessTokens.issue(claims, IMPERSONATION_SECONDS),
        expiresIn: IMPERSONATION_SECONDS,
      };
    });
  }
}
