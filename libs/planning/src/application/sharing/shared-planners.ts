import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import type { Holder, RequestContext, Transaction } from '@almanac/platform';
import type { ReadOnly } from '../../domain/read-only';
import type { Intent } from '../../domain/role';
import type { Shared } from '../../domain/sharing/shared';
import { Announcer } from '../announcer';
import { PlannerAccess } from '../planner-access/planner-access';
import { PlannerGate } from '../planner-access/planner-gate';
import { PlannerAnnouncements } from '../planner-announcements';
import { PlannerLimit } from '../planner-limit';
import { PlannerLedger } from '../ports/planner-ledger';
import { SharedKind, type HandedOn, type MemberChange } from './shared-kind';

/** Planners, as what is shared by name. */
@Injectable()
export class SharedPlanners extends SharedKind {
  override readonly type = 'planner';

  constructor(
    private readonly access: PlannerAccess,
    private readonly gate: PlannerGate,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly announcements: PlannerAnnouncements,
    private readonly limit: PlannerLimit,
  ) {
    super();
  }

  override require(ctx: RequestContext, intent: Intent, id: Id) {
    return this.access.require(ctx, intent, 'planner', id);
  }

  override async enter(tx: Transaction, ctx: RequestContext, id: Id, intent: Intent): Promise<void> {
    await this.gate.enter(ctx, tx, 'planner', id, intent);
  }

  override lock(tx: Transaction, id: Id): Promise<void> {
    return this.ledger.lock(tx, [id]);
  }

  override async whyReadOnly(ctx: RequestContext, id: Id): Promise<ReadOnly | null> {
    return (await this.access.find(ctx, 'planner', [id])).get(id)?.readOnly ?? null;
  }

  override requireRoom(tx: Transaction, receiver: Holder): Promise<void> {
    return this.limit.requireRoom(tx, receiver, 'The tier of the new owner');
  }

  override async tellOfMember(
    tx: Transaction,
    ctx: RequestContext,
    { id, version }: Pick<Shared, 'id' | 'version'>,
    { user, before, after, changes }: MemberChange,
  ): Promise<Id> {
    // `structure`: writes that asked for their right before this one start again.
    const mark = await this.ledger.advance(tx, id, { structure: true });
    const common = { of: { type: 'planner' as const, id, version }, changes };
    if (after === null) {
      const payload = { plannerId: id, user };
      return this.announcer.announce(tx, ctx, mark, { name: 'collaborator.left', payload, ...common });
    }
    const payload = { plannerId: id, user, role: after };
    const name = before === null ? 'collaborator.joined' : 'collaborator.updated';
    return this.announcer.announce(tx, ctx, mark, { name, payload, ...common });
  }

  override tellOfOwner(
    tx: Transaction,
    ctx: RequestContext,
    id: Id,
    changes: FieldChange[],
  ): Promise<HandedOn> {
    return this.announcements.written(tx, ctx, id, 'admin', { name: 'planner.updated', changes });
  }
}
