import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { People, type RequestContext, type Transaction } from '@almanac/platform';
import type { Planner } from '../../domain/planner';
import type { Role } from '../../domain/role';
import { collaboratorChange } from '../../domain/sharing/collaborator';
import { Announcer } from '../announcer';
import { PlannerLedger } from '../ports/planner-ledger';

/** What is told of who is on a planner, in its stream, once it is written. */
@Injectable()
export class CollaboratorAnnouncements {
  constructor(
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly people: People,
  ) {}

  /** Gives the operation's id. */
  async changed(
    tx: Transaction,
    ctx: RequestContext,
    { id, version }: Pick<Planner, 'id' | 'version'>,
    userId: Id,
    { before, after }: { before: Role | null; after: Role | null },
  ): Promise<Id> {
    // `structure`: writes that asked for their right before this one start again.
    const mark = await this.ledger.advance(tx, id, { structure: true });
    const user = { id: userId, displayName: (await this.people.find(tx, userId))?.displayName ?? null };
    const common = {
      of: { type: 'planner' as const, id, version },
      changes: [collaboratorChange(userId, before, after)],
    };
    if (after === null) {
      const payload = { plannerId: id, user };
      return this.announcer.announce(tx, ctx, mark, { name: 'collaborator.left', payload, ...common });
    }
    const payload = { plannerId: id, user, role: after };
    const name = before === null ? 'collaborator.joined' : 'collaborator.updated';
    return this.announcer.announce(tx, ctx, mark, { name, payload, ...common });
  }
}
