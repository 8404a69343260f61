import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { AuditTrail, People, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { refused } from '../../domain/refusals';
import type { CollaboratorRole } from '../../domain/sharing/collaborator';
import type { Shared, SharedRef, SharedType } from '../../domain/sharing/shared';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import type { HandedOn } from './shared-kind';
import { SharedThings } from './shared-things';
import { requireSharingKey } from './sharing-access';

/**
 * Hands planners and plans on. The receiver is on it already, and their limit of planners holds; who had it stays on it
 * as an admin. The number of collaborators is not asked for: nobody is taken off because the new owner's tier allows
 * fewer; those over it count as viewers. What a team owns stays the team's.
 */
@Injectable()
export class OwnershipService {
  constructor(
    private readonly shared: SharedThings,
    private readonly store: CollaboratorStore,
    private readonly people: People,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, VALIDATION_ERROR, CONFLICT for what a team owns,
   * MAX_PLANNERS_REACHED
   */
  transfer(ctx: RequestContext, of: SharedRef, to: Id): Promise<HandedOn> {
    requireSharingKey(ctx);
    const kind = this.shared.kind(of.type);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { teamId } = await kind.require(ctx, 'own', of.id);
      if (teamId !== null) throw ofTeam(of.type);
      const receiver = await this.people.holder(tx, to);
      if (!receiver || (await this.store.roleOf(tx, of, to)) === undefined) throw noReceiver(of.type);
      // Before the lock of the thing, as everywhere; others who fill the same last place wait here.
      await kind.requireRoom(tx, receiver);
      const shared = await this.shared.enter(tx, ctx, of, 'own');
      if (!('userId' in shared.owner)) throw ofTeam(of.type);
      // They may have left while this waited.
      const before = await this.store.roleOf(tx, of, to);
      if (before === undefined) throw noReceiver(of.type);
      const from = shared.owner.userId;
      await this.store.remove(tx, of, to);
      await this.store.setOwner(tx, of, to);
      await this.store.put(tx, of, from, 'admin');
      return this.told(tx, ctx, shared, { from, to, before });
    });
  }

  /** The thing itself, and what both are on it now. */
  private async told(
    tx: Transaction,
    ctx: RequestContext,
    { type, id, version }: Shared,
    { from, to, before }: { from: Id; to: Id; before: CollaboratorRole },
  ): Promise<HandedOn> {
    this.audit.record(tx, ctx, {
      action: `${type}.transferred`,
      resource: { type, id },
      before: { ownerId: from },
      after: { ownerId: to },
    });
    const changes = [{ field: 'ownerId', before: from, after: to }];
    const written = await this.shared.kind(type).tellOfOwner(tx, ctx, id, changes);
    const now = { type, id, version: version + 1 };
    await this.shared.tell(tx, ctx, now, to, { before, after: 'owner' });
    await this.shared.tell(tx, ctx, now, from, { before: 'owner', after: 'admin' });
    return written;
  }
}

function ofTeam(type: SharedType) {
  return conflict(`A ${type} of a team is the team’s and cannot be transferred`, { reason: 'of-a-team' });
}

function noReceiver(type: SharedType) {
  return refused({
    field: 'userId',
    message: `userId must be a collaborator of this ${type}`,
    rule: 'collaborator',
  });
}
