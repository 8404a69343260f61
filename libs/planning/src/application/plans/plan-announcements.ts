import { Injectable } from '@nestjs/common';
import type { FieldChange, Id } from '@almanac/kernel';
import { appendEvent, type RequestContext, type Transaction } from '@almanac/platform';
import type { Role } from '../../domain/role';
import type { Resource } from '../ports/resource';
import type { MemberChange } from '../sharing/shared-kind';
import { PlanReader } from './ports/plan-reader';
import { PlanStore } from './ports/plan-store';

/** A plan that was written, as its caller sees it. */
export interface PlanWritten {
  /** Without its steps. */
  resource: Resource;
  /** JSON text. */
  steps: string;
  role: Role | null;
  /** What is read-only is not written: only an answer about nothing that was to be done has it. */
  readOnly?: boolean;
  operationId: Id | undefined;
}

/** Writes the events of plans, each into the stream of its plan. They carry no steps, which may be megabytes. */
@Injectable()
export class PlanAnnouncements {
  constructor(
    private readonly store: PlanStore,
    private readonly reader: PlanReader,
  ) {}

  /** Gives the plan as it is now, and the operation's id. */
  async written(
    transaction: Transaction,
    context: RequestContext,
    id: Id,
    event: { name: 'plan.created' | 'plan.updated' | 'plan.restored'; changes: FieldChange[] },
  ): Promise<{ resource: Resource; operationId: Id }> {
    const { seq, prev } = await this.store.mark(transaction, id);
    const plan = await this.store.resource(transaction, id);
    const audience = await this.reader.audience(transaction, id);
    const operationId = await appendEvent(transaction, context, {
      name: event.name,
      payload: { plan, audience },
      resource: { type: 'plan', id, version: plan.version },
      stream: { id, seq, prev },
      changes: event.changes,
    });
    return { resource: plan, operationId };
  }

  async deleted(transaction: Transaction, context: RequestContext, id: Id, version: number): Promise<Id> {
    const { seq, prev } = await this.store.mark(transaction, id);
    return appendEvent(transaction, context, {
      name: 'plan.deleted',
      payload: { plan: { id }, audience: await this.reader.audience(transaction, id) },
      resource: { type: 'plan', id, version },
      stream: { id, seq, prev },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
  }

  /** Tells of somebody on the plan: also to whom it is about, who may not be on it any more. */
  async member(
    transaction: Transaction,
    context: RequestContext,
    { id, version }: { id: Id; version: number },
    { user, before, after, changes }: MemberChange,
  ): Promise<Id> {
    const { seq, prev } = await this.store.mark(transaction, id);
    const audience = [...new Set([...(await this.reader.audience(transaction, id)), user.id])];
    const common = { resource: { type: 'plan', id, version }, stream: { id, seq, prev }, changes };
    if (after === null) {
      const payload = { planId: id, user, audience };
      return appendEvent(transaction, context, { name: 'plan.member-left', payload, ...common });
    }
    const payload = { planId: id, user, role: after, audience };
    const name = before === null ? 'plan.member-joined' : 'plan.member-updated';
    return appendEvent(transaction, context, { name, payload, ...common });
  }

  async applied(
    transaction: Transaction,
    context: RequestContext,
    plan: { id: Id; version: number },
    plannerId: Id,
  ): Promise<Id> {
    const { seq, prev } = await this.store.mark(transaction, plan.id);
    return appendEvent(transaction, context, {
      name: 'plan.applied',
      payload: { plan: { id: plan.id }, plannerId },
      resource: { type: 'plan', id: plan.id, version: plan.version },
      stream: { id: plan.id, seq, prev },
      changes: [{ field: 'appliedTo', before: null, after: plannerId }],
    });
  }
}
