import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { AuditTrail, callerOf, Invitations, UnitOfWork } from '@almanac/platform';
import type { PageRequest, RequestContext, Transaction } from '@almanac/platform';
import type { Planner } from '../../domain/planner';
import { conflict } from '../../domain/refusals';
import { allows } from '../../domain/role';
import {
  collaboratorRoles,
  isOwner,
  losesInviting,
  noCollaborator,
  type CollaboratorRole,
} from '../../domain/sharing/collaborator';
import { PlannerAccess } from '../planner-access/planner-access';
import { CollaboratorStore, type CollaboratorFilter } from '../ports/sharing/collaborator-store';
import { CollaboratorAnnouncements } from './collaborator-announcements';
import { requireSharingKey, SharingAccess } from './sharing-access';

/** A collaborator as they are shown, and the operation's id if anything changed. */
export interface CollaboratorWritten {
  json: string;
  operationId: Id | undefined;
}

/**
 * Who is on a planner by name, and as what. Every change holds the planner's lock, so that a write of somebody who is
 * being removed comes whole before it or not at all. Never touches who owns it.
 */
@Injectable()
export class CollaboratorService {
  constructor(
    private readonly access: PlannerAccess,
    private readonly sharing: SharingAccess,
    private readonly store: CollaboratorStore,
    private readonly announcements: CollaboratorAnnouncements,
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Open invitations and addresses are shown to those who manage the planner. */
  async list(ctx: RequestContext, id: Id, filter: CollaboratorFilter, page: PageRequest): Promise<string> {
    const { role } = await this.access.require(ctx, 'read', 'planner', id);
    return this.store.list(ctx, id, filter, page, { managing: allows(role, 'manage') });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner */
  setRole(ctx: RequestContext, id: Id, userId: Id, role: CollaboratorRole): Promise<CollaboratorWritten> {
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { planner } = await this.sharing.enter(tx, ctx, id, 'manage');
      const before = await this.held(tx, planner, userId);
      if (before === undefined) throw noCollaborator();
      const operationId =
        before === role ? undefined : await this.give(tx, ctx, planner, userId, before, role);
      const json = await this.store.one(tx, id, userId);
      if (json === undefined) throw noCollaborator();
      return { json, operationId };
    });
  }

  /**
   * Takes somebody off the planner, or an open invitation back: both are rows of the same list. With the caller's own
   * id they leave, whatever their role.
   * @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner
   */
  async remove(ctx: RequestContext, id: Id, userId: Id): Promise<Id | undefined> {
    if (callerOf(ctx).userId === userId) return this.leave(ctx, id);
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { planner } = await this.sharing.enter(tx, ctx, id, 'manage');
      const before = await this.held(tx, planner, userId);
      if (before !== undefined) return this.takeOff(tx, ctx, planner, userId, before);
      const revoked = await this.invitations.revoke(tx, ctx, { kind: 'planner', resourceId: id }, userId);
      if (!revoked) throw noCollaborator();
      this.audit.record(tx, ctx, {
        action: 'planner.invitation.revoked',
        resource: { type: 'planner', id },
        before: { invitationId: revoked.id, role: revoked.role },
      });
      return undefined;
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner, and for whom the team alone brings */
  leave(ctx: RequestContext, id: Id): Promise<Id> {
    const { userId } = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { planner } = await this.sharing.enter(tx, ctx, id, 'read');
      const before = await this.held(tx, planner, userId);
      if (before !== undefined) return this.takeOff(tx, ctx, planner, userId, before);
      throw conflict('You are not on this planner by name; who sees it by a team leaves the team', {
        reason: 'not-by-name',
      });
    });
  }

  /** What they are on it by name. */
  private async held(tx: Transaction, { id, owner }: Planner, userId: Id) {
    if ('userId' in owner && owner.userId === userId) throw isOwner();
    return this.store.roleOf(tx, id, userId);
  }

  private async give(
    tx: Transaction,
    ctx: RequestContext,
    planner: Planner,
    userId: Id,
    before: CollaboratorRole,
    role: CollaboratorRole,
  ): Promise<Id> {
    await this.store.put(tx, planner.id, userId, role);
    if (losesInviting(before, role)) await this.revokeSentBy(tx, planner.id, userId);
    this.audit.record(tx, ctx, {
      action: 'planner.member.updated',
      resource: { type: 'planner', id: planner.id },
      before: { userId, role: before },
      after: { userId, role },
    });
    return this.announcements.changed(tx, ctx, planner, userId, { before, after: role });
  }

  private async takeOff(
    tx: Transaction,
    ctx: RequestContext,
    planner: Planner,
    userId: Id,
    before: CollaboratorRole,
  ): Promise<Id> {
    await this.store.remove(tx, planner.id, userId);
    if (losesInviting(before, null)) await this.revokeSentBy(tx, planner.id, userId);
    this.audit.record(tx, ctx, {
      action: 'planner.member.removed',
      resource: { type: 'planner', id: planner.id },
      before: { userId, role: before },
    });
    return this.announcements.changed(tx, ctx, planner, userId, { before, after: null });
  }

  /** Invitations of somebody who could not send them any more lose their worth with the role. */
  private async revokeSentBy(tx: Transaction, resourceId: Id, userId: Id): Promise<void> {
    await this.invitations.revokeBy(tx, { kind: 'planner', resourceId }, userId, collaboratorRoles);
  }
}
