import { Injectable } from '@nestjs/common';
import { systemRoles, type Tier } from '@almanac/contracts';
import { parseInstant, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  callerOf,
  requireExpected,
  UnitOfWork,
  type Principal,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { give, tierOf, type TierStanding } from '../../domain/tiers/tier-standing';
import type { User } from '../../domain/user';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { LastAdmin } from '../last-admin';
import type { LockedTier } from '../ports/account-tier.repository';
import { AdminUserRepository, type SeenUser } from '../ports/admin-user.repository';
import { SessionService } from '../session.service';
import { AdminUserQueries } from './admin-user-queries';
import { refuseAgainstAdmin, refuseGivingMore } from './admin-rules';

/** What an admin may change of an account; what is absent stays. */
export interface AdminUserPatch {
  status?: 'active' | 'suspended' | undefined;
  emailVerified?: boolean | undefined;
  /** By hand; `free` and null take back what was given. */
  tier?: Tier | null | undefined;
  /** When what is given by hand ends, ISO 8601; null where it does not. */
  tierUntil?: string | null | undefined;
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
   * @throws DomainError NOT_FOUND, PRECONDITION_FAILED, FORBIDDEN, CONFLICT for the last admin, and where a
   *   subscription pays for more than the tier that is to be given
   */
  async update(ctx: RequestContext, id: Id, patch: AdminUserPatch): Promise<SeenUser> {
    return this.unitOfWork.run(ctx, async (tx) => {
      // Before any account is locked: that is the order of locks that everybody keeps to.
      if (patch.status === 'suspended') await this.lastAdmin.refuseLoss(tx, id);
      const user = await this.queries.lock(tx, id);
      requireExpected(ctx, user.version);
      refuseAgainstAdmin(callerOf(ctx), user);
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
    const locked = await this.queries.lockTier(tx, user.id);
    const tier = wishedTier(callerOf(ctx), locked, patch);
    const present = { ...valuesOf(user), ...shownTier(locked) };
    const next = {
      status: patch.status ?? (user.status === 'suspended' ? 'suspended' : 'active'),
      emailVerified: patch.emailVerified ?? user.emailVerified,
      displayName: patch.displayName === undefined ? user.displayName : patch.displayName,
      ...shownTier(tier),
    } as const;
    const changed = (Object.keys(next) as (keyof typeof next)[]).filter(
      (name) => next[name]?.valueOf() !== present[name]?.valueOf(),
    );
    if (changed.length === 0) return;
    const gives = changed.includes('givenTier') || changed.includes('givenUntil');
    // One that has ended is written off with whatever comes.
    const affectsRequests = changed.includes('status') || gives || locked.lapsed;
    const giver = gives ? callerOf(ctx).userId : undefined;
    await this.directory.update(tx, user.id, { ...next, tier, giver, affectsRequests });
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

function valuesOf({ status, emailVerified, displayName }: User) {
  return { status, emailVerified, displayName };
}

/** What admins see of it, and the log. */
function shownTier(standing: TierStanding) {
  return { tier: tierOf(standing), givenTier: standing.given, givenUntil: standing.givenUntil };
}

/** @throws DomainError FORBIDDEN where the caller would give more than they hold; VALIDATION_ERROR, CONFLICT */
function wishedTier(caller: Principal, locked: LockedTier, patch: AdminUserPatch): TierStanding {
  if (patch.tier === undefined && patch.tierUntil === undefined) return locked;
  const wish = { tier: patch.tier, until: endOf(caller, patch.tierUntil) };
  const next = give(locked, wish, locked.now);
  if (next.given !== null)
    refuseGivingMore(caller, systemRoles[next.given], 'Nobody can give a tier that holds more than they do');
  return next;
}

/** A time without an offset is one of the caller's time zone. */
function endOf({ timeZone }: Principal, text: string | null | undefined): Date | null | undefined {
  return typeof text === 'string' ? parseInstant(text, timeZone) : text;
}
