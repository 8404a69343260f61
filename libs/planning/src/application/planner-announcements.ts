import { Injectable } from '@nestjs/common';
import type { DomainEventName } from '@almanac/contracts';
import type { FieldChange, Id } from '@almanac/kernel';
import { Teams, type RequestContext, type Transaction } from '@almanac/platform';
import type { Role } from '../domain/role';
import { Announcer, type Written } from './announcer';
import { PlannerLedger, type CountsChange } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';
import type { Resource } from './ports/resource';

/** A planner that was written, as its caller sees it. */
export interface PlannerWritten extends Written {
  role: Role | null;
  /** What is read-only is not written: only an answer about nothing that was to be done has it. */
  readOnly?: boolean;
}

/** What is told of planners themselves, once they are written. */
@Injectable()
export class PlannerAnnouncements {
  constructor(
    private readonly store: PlannerStore,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly teams: Teams,
  ) {}

  async written(
    transaction: Transaction,
    context: RequestContext,
    id: Id,
    role: Role | null,
    event: {
      name: Extract<DomainEventName, 'planner.created' | 'planner.updated' | 'planner.restored'>;
      /** A new planner's are read off its payload. */
      changes?: FieldChange[];
      counts?: CountsChange;
    },
  ): Promise<PlannerWritten> {
    const mark = await this.ledger.advance(transaction, id, event.counts ?? {});
    const resource = await this.store.resource(transaction, id);
    const operationId = await this.announcer.announce(transaction, context, mark, {
      name: event.name,
      payload: { planner: resource, ...(await this.audienceOf(transaction, resource, event.name)) },
      of: { type: 'planner', id, version: resource.version },
      ...(event.changes ? { changes: event.changes } : {}),
    });
    return { resource, role, operationId };
  }

  /** Gives the operation's id. */
  async deleted(transaction: Transaction, context: RequestContext, id: Id, version: number): Promise<Id> {
    const mark = await this.ledger.advance(transaction, id, { structure: true });
    return this.announcer.announce(transaction, context, mark, {
      name: 'planner.deleted',
      payload: { planner: { id } },
      of: { type: 'planner', id, version },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
  }

  /** A planner that comes into being has nobody in its room: the members of its team hear of it by themselves. */
  private async audienceOf(
    transaction: Transaction,
    { teamId }: Resource,
    event: DomainEventName,
  ): Promise<{ audience?: Id[] }> {
    if (typeof teamId !== 'string' || event === 'planner.updated') return {};
    return { audience: await this.teams.memberIds(transaction, teamId) };
  }
}
