import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { ReadOnly } from '../../domain/read-only';
import type { Intent } from '../../domain/role';
import type { Shared } from '../../domain/sharing/shared';
import { PlanAccess } from '../plans/plan-access';
import { PlanAnnouncements } from '../plans/plan-announcements';
import { PlanStore } from '../plans/ports/plan-store';
import { SharedKind, type HandedOn, type MemberChange } from './shared-kind';

/** Plans, as what is shared by name. Everybody may have any number of them. */
@Injectable()
export class SharedPlans extends SharedKind {
  override readonly type = 'plan';

  constructor(
    private readonly access: PlanAccess,
    private readonly store: PlanStore,
    private readonly announcements: PlanAnnouncements,
  ) {
    super();
  }

  override require(ctx: RequestContext, intent: Intent, id: Id) {
    return this.access.require(ctx, intent, id);
  }

  override async enter(tx: Transaction, ctx: RequestContext, id: Id, intent: Intent): Promise<void> {
    await this.access.require(ctx, intent, id);
    await this.store.hold(tx, id);
    // It may have gone, or they may have lost it, while this waited.
    await this.access.require(ctx, intent, id);
  }

  override lock(tx: Transaction, id: Id): Promise<void> {
    return this.store.hold(tx, id);
  }

  override async whyReadOnly(ctx: RequestContext, id: Id): Promise<ReadOnly | null> {
    return (await this.access.find(ctx, id))?.readOnly ?? null;
  }

  override async requireRoom(): Promise<void> {
    // There is no limit of plans (spec: README, "Tiers").
  }

  override tellOfMember(
    tx: Transaction,
    ctx: RequestContext,
    of: Pick<Shared, 'id' | 'version'>,
    change: MemberChange,
  ): Promise<Id> {
    return this.announcements.member(tx, ctx, of, change);
  }

  override async tellOfOwner(
    tx: Transaction,
    ctx: RequestContext,
    id: Id,
    changes: FieldChange[],
  ): Promise<HandedOn> {
    const told = await this.announcements.written(tx, ctx, id, { name: 'plan.updated', changes });
    return { ...told, role: 'admin' };
  }
}
