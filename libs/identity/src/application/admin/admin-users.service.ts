import { Injectable } from '@nestjs/common';
import { systemRoles, type Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  requireExpected,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import type { User } from '../../domain/user';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { LastAdmin } from '../last-admin';
import { AdminUserRepository, type SeenUser } from '../ports/admin-user.repository';
import { SessionService } from '../session.service';
import { AdminUserQueries } from './admin-user-queries';
import { refuseAgainstAdmin, refuseGivingMore } from './admin-rules';

/** What an admin may change of an account; what is absent stays. */
export interface AdminUserPatch {
  status?: 'active' | 'suspended' | undefined;
  emailVerified?: boolean | undefined;
  tier?: Tier | undefined;
  displayName?: string | null | undefined;
  /** Forget the failed sign-ins that lock the account. */
  unlock?: boolean | undefined;
}

/** Accounts in the hands of admins. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly directory: AdminUserRepository,
    private readonly sessions: SessionService,
    private readonly changes: AuthorisationChanges,
    private readonly queries: AdminUserQueries,
    private readonly lastAdmin: LastAdmin,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * A suspension ends all sessions at once.
   * @throws DomainError NOT_FOUND, PRECONDITION_FAILED, FORBIDDEN, CONFLICT for the last admin
   */
  async update(ctx: RequestContext, id: Id, patch: AdminUserPatch): Promise<SeenUser> {
    return this.unitOfWork.run(ctx, async (tx) => {
      // Before any account is locked: that is the order of locks that everybody keeps to.
      if (patch.status === 'suspended') await this.lastAdmin.refuseLoss(tx, id);
      const user = await this.queries.lock(tx, id);
      requireExpected(ctx, user.version);
      const caller = callerOf(ctx);
      refuseAgainstAdmin(caller, user);
      if (patch.tier !== undefined && patch.tier !== user.tier)
        refuseGivingMore(
          caller,
          systemRoles[patch.tier],
          'Nobody can give a tier that holds more than they do',
        );
      await this.change(tx, ctx, user, patch);
      if (patch.unlock === true) await this.unlock(tx, ctx, user);
      return this.queries.see(ctx, id);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async endSessions(ctx: RequestContext, id: Id): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const user = await this.queries.lock(tx, id);
      refuseAgainstAdmin(callerOf(ctx), user);
      await this.sessions.end(tx, ctx, id, undefined, 'ended-by-admin');
      this.audit.record(tx, ctx, { action: 'admin.sessions.revoked', resource: { type: 'user', id } });
    });
  }

  private async change(
    tx: Transaction,
    ctx: RequestContext,
    user: User,
    patch: AdminUserPatch,
  ): Promise<void> {
    const present = {
      status: user.status,
      emailVerified: user.emailVerified,
      tier: user.tier,
      displayName: user.displayName,
    };
    const next = {
      status: patch.status ?? (user.status === 'suspended' ? 'suspended' : 'active'),
      emailVerified: patch.emailVerified ?? user.emailVerified,
      tier: patch.tier ?? user.tier,
      displayName: patch.displayName === undefined ? user.displayName : patch.displayName,
    } as const;
    const changed = (Object.keys(next) as (keyof typeof next)[]).filter(
      (name) => next[name] !== present[name],
    );
    if (changed.length === 0) return;
    const affectsRequests = changed.includes('status') || changed.includes('tier');
    await this.directory.update(tx, user.id, { ...next, affectsRequests });
    if (next.status === 'suspended') await this.sessions.end(tx, ctx, user.id, undefined, 'suspended');
    if (affectsRequests) await this.changes.ofUser(tx, ctx, user.id);
    const resource = { type: 'user', id: user.id };
    await appendEvent(tx, ctx, {
      name: 'user.updated',
      payload: { userId: user.id },
      resource: { ...resource, version: user.version + 1 },
    });
    const of = (values: object) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => changed.some((field) => field === name)));
    const status = next.status === 'suspended' ? 'admin.user.suspended' : 'admin.user.reactivated';
    const action = changed.includes('status') ? status : 'admin.user.updated';
    this.audit.record(tx, ctx, { action, resource, before: of(present), after: of(next) });
  }

  private async unlock(tx: Transaction, ctx: RequestContext, user: User): Promise<void> {
    await this.directory.unlock(tx, user.id, this.queries.lockKeyOf(user.email));
    this.audit.record(tx, ctx, { action: 'admin.user.unlocked', resource: { type: 'user', id: user.id } });
  }
}
