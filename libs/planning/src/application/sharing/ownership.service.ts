import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AuditTrail, People, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import type { Planner } from '../../domain/planner';
import { conflict, refused } from '../../domain/refusals';
import type { CollaboratorRole } from '../../domain/sharing/collaborator';
import { PlannerAccess } from '../planner-access/planner-access';
import { PlannerAnnouncements, type PlannerWritten } from '../planner-announcements';
import { PlannerLimit } from '../planner-limit';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { CollaboratorAnnouncements } from './collaborator-announcements';
import { requireSharingKey, SharingAccess } from './sharing-access';

/** What is told of a planner that has another owner: itself, and what both are on it now. */
@Injectable()
export class OwnershipAnnouncements {
  constructor(
    private readonly planners: PlannerAnnouncements,
    private readonly collaborators: CollaboratorAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async transferred(
    tx: Transaction,
    ctx: RequestContext,
    { id, version }: Planner,
    { from, to, before }: { from: Id; to: Id; before: CollaboratorRole },
  ): Promise<PlannerWritten> {
    const now = { id, version: version + 1 };
    this.audit.record(tx, ctx, {
      action: 'planner.transferred',
      resource: { type: 'planner', id },
      before: { ownerId: from },
      after: { ownerId: to },
    });
    const written = await this.planners.written(tx, ctx, id, 'admin', {
      name: 'planner.updated',
      changes: [{ field: 'ownerId', before: from, after: to }],
    });
    await this.collaborators.changed(tx, ctx, now, to, { before, after: 'owner' });
    await this.collaborators.changed(tx, ctx, now, from, { before: 'owner', after: 'admin' });
    return written;
  }
}

/**
 * Hands planners on. The receiver is on the planner already, and their limit of planners holds; who had it stays on it
 * as an admin. The number of collaborators is not asked for: nobody is taken off because the new owner's tier allows
 * fewer. What a team owns stays the team's.
 */
@Injectable()
export class OwnershipService {
  constructor(
    private readonly access: PlannerAccess,
    private readonly sharing: SharingAccess,
    private readonly limit: PlannerLimit,
    private readonly store: CollaboratorStore,
    private readonly people: People,
    private readonly told: OwnershipAnnouncements,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, VALIDATION_ERROR, CONFLICT for a planner of a team,
   * MAX_PLANNERS_REACHED
   */
  transfer(ctx: RequestContext, id: Id, to: Id): Promise<PlannerWritten> {
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { teamId } = await this.access.require(ctx, 'own', 'planner', id);
      if (teamId !== null) throw ofTeam();
      const receiver = await this.people.holder(tx, to);
      if (!receiver || (await this.store.roleOf(tx, id, to)) === undefined) throw noReceiver();
      // Before the planner's lock, as everywhere; others who fill the same last place wait here.
      await this.limit.requireRoom(tx, receiver, 'The tier of the new owner');
      const { planner } = await this.sharing.enter(tx, ctx, id, 'own');
      if (!('userId' in planner.owner)) throw ofTeam();
      // They may have left while this waited.
      const before = await this.store.roleOf(tx, id, to);
      if (before === undefined) throw noReceiver();
      const from = planner.owner.userId;
      await this.store.remove(tx, id, to);
      await this.store.setOwner(tx, id, to);
      await this.store.put(tx, id, from, 'admin');
      return this.told.transferred(tx, ctx, planner, { from, to, before });
    });
  }
}

function ofTeam() {
  return conflict('A planner of a team is the team’s and cannot be transferred', { reason: 'of-a-team' });
}

function noReceiver() {
  return refused({
    field: 'userId',
    message: 'userId must be a collaborator of this planner',
    rule: 'collaborator',
  });
}
