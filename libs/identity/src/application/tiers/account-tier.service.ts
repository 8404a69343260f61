import { Injectable } from '@nestjs/common';
import type { BillingNotice, Tier } from '@almanac/contracts';
import { notFound, type Id } from '@almanac/kernel';
import {
  AccountTiers,
  appendEvent,
  AuditTrail,
  Database,
  type RequestContext,
  type TierChange,
  type Transaction,
  UnitOfWork,
} from '@almanac/platform';
import { lossOf, tierOf, withoutGift, type TierStanding } from '../../domain/tiers/tier-standing';
import { AuthorisationChanges } from '../access/authorisation-changes';
import { AccountTierRepository, type LockedTier } from '../ports/account-tier.repository';

const AT_ONCE = 100;
/** So long before the end of what was given by hand its owner is told. */
const TOLD_DAYS = 7;

/** Changes of an account's tier that no admin makes: by a subscription, and by the end of what was given by hand. */
@Injectable()
export class AccountTierService extends AccountTiers {
  constructor(
    private readonly tiers: AccountTierRepository,
    private readonly changes: AuthorisationChanges,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {
    super();
  }

  override async setPaid(tx: Transaction, ctx: RequestContext, userId: Id, tier: Tier): Promise<TierChange> {
    const locked = await this.tiers.lock(tx, userId);
    if (!locked) throw notFound('User');
    return this.write(tx, ctx, userId, locked, { ...locked, paid: tier });
  }

  /**
   * Takes off what was given by hand and has ended. It has counted no more since that second; this tells sockets, other
   * replicas and the log. Harmless when repeated, or done twice at once: the account is locked, and asked again.
   */
  async endGifts(ctx: RequestContext): Promise<void> {
    for (;;) {
      const ids = await this.tiers.lapsed(this.database, AT_ONCE);
      // Each in a transaction of its own: nobody waits for the locks of a hundred accounts.
      for (const id of ids) await this.unitOfWork.run(ctx, (tx) => this.endGift(tx, ctx, id));
      if (ids.length < AT_ONCE) return;
    }
  }

  /**
   * Tells those whose gift ends within a week, once of each end: one that an admin moves is told anew. Harmless when
   * repeated, or done twice at once, as above.
   */
  async tellOfEnds(ctx: RequestContext): Promise<void> {
    for (;;) {
      const ids = await this.tiers.ending(this.database, TOLD_DAYS, AT_ONCE);
      for (const id of ids) await this.unitOfWork.run(ctx, (tx) => this.tellOfEnd(tx, ctx, id));
      if (ids.length < AT_ONCE) return;
    }
  }

  private async tellOfEnd(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    const locked = await this.tiers.lock(tx, userId);
    if (!locked?.givenUntil || locked.told) return;
    await this.tiers.noteTold(tx, userId);
    // Who pays for as much loses nothing.
    const loss = lossOf(tierOf(locked), tierOf(withoutGift(locked)));
    if (!loss) return;
    await this.notice(tx, ctx, userId, { what: 'gift-ending', ...loss, at: locked.givenUntil.toISOString() });
  }

  private async notice(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    notice: BillingNotice,
  ): Promise<void> {
    await appendEvent(tx, ctx, {
      name: 'billing.noticed',
      payload: { userId, notice },
      resource: { type: 'user', id: userId },
    });
  }

  private async endGift(tx: Transaction, ctx: RequestContext, userId: Id): Promise<void> {
    const locked = await this.tiers.lock(tx, userId);
    if (locked?.lapsed === true) await this.write(tx, ctx, userId, locked, withoutGift(locked));
  }

  private async write(
    tx: Transaction,
    ctx: RequestContext,
    userId: Id,
    locked: LockedTier,
    next: TierStanding,
  ): Promise<TierChange> {
    const change = { before: tierOf(locked), after: tierOf(next) };
    // A gift that has ended is written off with whatever comes: the stored tier must not outlive it.
    if (next.paid === locked.paid && !locked.lapsed) return change;
    await this.tiers.write(tx, userId, next);
    await this.changes.ofUser(tx, ctx, userId);
    const resource = { type: 'user', id: userId };
    await appendEvent(tx, ctx, {
      name: 'user.updated',
      payload: { userId },
      resource: { ...resource, version: locked.version + 1 },
    });
    const loss = locked.lapsed ? lossOf(locked.stored, change.after) : undefined;
    // Of what they paid for until now, billing tells.
    if (loss && next.paid === locked.paid)
      await this.notice(tx, ctx, userId, { what: 'gift-ended', ...loss });
    this.audit.record(tx, ctx, {
      action: 'user.tier.changed',
      resource,
      before: { tier: locked.stored, paidTier: locked.paid },
      after: {
        tier: change.after,
        paidTier: next.paid,
        ...(locked.lapsed ? { reason: 'given-tier-ended' } : {}),
      },
    });
    return change;
  }
}
