import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound, type Id } from '@almanac/kernel';
import { AuditTrail, sessionOf, UnitOfWork, type PageRequest, type RequestContext } from '@almanac/platform';
import { deviceName } from '../../domain/accounts/device-name';
import { SessionRepository } from '../ports/session.repository';
import { SessionViews } from '../ports/session-views';
import { SessionService } from '../session.service';

/** A person's sessions and sign-ins: to see, and to end. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly views: SessionViews,
    private readonly repository: SessionRepository,
    private readonly sessions: SessionService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
  ) {}

  async list(ctx: RequestContext, page: PageRequest): Promise<object> {
    const { userId, sessionId } = sessionOf(ctx);
    return withDevices(await this.views.sessions(ctx, userId, sessionId, page), 'sessions');
  }

  async history(ctx: RequestContext, page: PageRequest): Promise<object> {
    return withDevices(await this.views.history(ctx, sessionOf(ctx).userId, page), 'history');
  }

  /**
   * Ends one of the caller's sessions, this one too.
   * @throws DomainError NOT_FOUND where there is none that has not ended, FORBIDDEN where it is somebody else's
   */
  async end(ctx: RequestContext, id: Id): Promise<void> {
    const { userId } = sessionOf(ctx);
    await this.unitOfWork.run(ctx, async (tx) => {
      const session = await this.repository.loadState(tx, id);
      if (!session || session.ended) throw notFound('Session');
      if (session.userId !== userId)
        throw new DomainError<ErrorCode>('FORBIDDEN', 'This session is somebody else’s');
      await this.sessions.end(tx, ctx, userId, id, 'revoked');
      this.audit.record(tx, ctx, {
        action: 'auth.session.revoked',
        resource: { type: 'session', id },
        after: { sessions: 1 },
      });
    });
  }

  /** Ends all of the caller's sessions but this one; gives how many. */
  async endOthers(ctx: RequestContext): Promise<number> {
    const { userId, sessionId } = sessionOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const count = await this.sessions.endOthers(tx, ctx, userId, sessionId, 'revoked');
      this.audit.record(tx, ctx, {
        action: 'auth.session.revoked',
        resource: { type: 'user', id: userId },
        after: { sessions: count },
      });
      return count;
    });
  }
}

/** Adds to each row what people call its device. */
function withDevices(text: string, plural: string): object {
  const page = JSON.parse(text) as Record<string, unknown>;
  const rows = page[plural] as { userAgent: string | null }[];
  return { ...page, [plural]: rows.map((row) => ({ ...row, device: deviceName(row.userAgent) })) };
}
