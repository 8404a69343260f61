import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import { AuditTrail, callerOf, Invitations, UnitOfWork } from '@almanac/platform';
import type { PageRequest, RequestContext, Transaction } from '@almanac/platform';
import { allows } from '../../domain/role';
import {
  collaboratorRoles,
  isOwner,
  losesInviting,
  noCollaborator,
  type CollaboratorRole,
} from '../../domain/sharing/collaborator';
import { isOwnedBy, type Shared, type SharedRef } from '../../domain/sharing/shared';
import { CollaboratorStore, type CollaboratorFilter } from '../ports/sharing/collaborator-store';
import { SharedThings } from './shared-things';
import { requireSharingKey } from './sharing-access';

/** A collaborator as they are shown, and the operation's id if anything changed. */
export interface CollaboratorWritten {
  json: string;
  operationId: Id | undefined;
}

/** Who or what was taken off, and the operation's id. */
export interface Removed {
  operationId: Id;
  was: 'person' | 'invitation';
}

/**
 * Who is on a planner or plan by name, and as what. Every change holds the lock of the thing, so that a write of
 * somebody who is being removed comes whole before it or not at all. Never touches who owns it.
 */
@Injectable()
export class CollaboratorService {
  constructor(
    private readonly shared: SharedThings,
    private readonly store: CollaboratorStore,
    private readonly invitations: Invitations,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Open invitations and addresses are shown to those who manage it. */
  async list(
    ctx: RequestContext,
    of: SharedRef,
    filter: CollaboratorFilter,
    page: PageRequest,
  ): Promise<string> {
    const { role } = await this.shared.kind(of.type).require(ctx, 'read', of.id);
    return this.store.list(ctx, of, filter, page, { managing: allows(role, 'manage') });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner */
  setRole(
    ctx: RequestContext,
    of: SharedRef,
    userId: Id,
    role: CollaboratorRole,
  ): Promise<CollaboratorWritten> {
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const shared = await this.shared.enter(tx, ctx, of, 'manage');
      const before = await this.held(tx, shared, userId);
      if (before === undefined) throw noCollaborator();
      const operationId =
        before === role ? undefined : await this.give(tx, ctx, shared, userId, before, role);
      const json = await this.store.one(tx, of, userId);
      if (json === undefined) throw noCollaborator();
      return { json, operationId };
    });
  }

  /**
   * Takes somebody off it, or an open invitation back: both are rows of the same list. With the caller's own
   * id they leave, whatever their role.
   * @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner
   */
  async remove(ctx: RequestContext, of: SharedRef, userId: Id): Promise<Removed> {
    if (callerOf(ctx).userId === userId) return { operationId: await this.leave(ctx, of), was: 'person' };
    requireSharingKey(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const shared = await this.shared.enter(tx, ctx, of, 'oversee');
      const before = await this.held(tx, shared, userId);
      if (before !== undefined) {
        return { operationId: await this.takeOff(tx, ctx, shared, userId, before), was: 'person' };
      }
      const revoked = await this.invitations.revoke(tx, ctx, invitedTo(of), userId);
      if (!revoked) throw noCollaborator();
      this.audit.record(tx, ctx, {
        action: `${of.type}.invitation.revoked`,
        resource: { type: of.type, id: of.id },
        before: { invitationId: revoked.id, role: revoked.role },
      });
      return { operationId: revoked.operationId, was: 'invitation' };
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT for the owner, and for whom the team alone brings */
  leave(ctx: RequestContext, of: SharedRef): Promise<Id> {
    const { userId } = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const shared = await this.shared.enter(tx, ctx, of, 'read');
      const before = await this.held(tx, shared, userId);
      if (before !== undefined) return this.takeOff(tx, ctx, shared, userId, before);
      throw conflict(`You are not on this ${of.type} by name; who sees it by a team leaves the team`, {
        reason: 'not-by-name',
      });
    });
  }

  /** What they are on it by name. */
  private async held(tx: Transaction, shared: Shared, userId: Id) {
    if (isOwnedBy(shared, userId)) throw isOwner(shared.type);
    return this.store.roleOf(tx, shared, userId);
  }

  private async give(
    tx: Transaction,
    ctx: RequestContext,
    of: Shared,
    userId: Id,
    before: CollaboratorRole,
    role: CollaboratorRole,
  ): Promise<Id> {
    await this.store.put(tx, of, userId, role);
    if (losesInviting(before, role)) await this.revokeSentBy(tx, of, userId);
    this.audit.record(tx, ctx, {
      action: `${of.type}.member.updated`,
      resource: { type: of.type, id: of.id },
      before: { userId, role: before },
      after: { userId, role },
    });
    return this.shared.tell(tx, ctx, of, userId, { before, after: role });
  }

  private async takeOff(
    tx: Transaction,
    ctx: RequestContext,
    of: Shared,
    userId: Id,
    before: CollaboratorRole,
  ): Promise<Id> {
    await this.store.remove(tx, of, userId);
    if (losesInviting(before, null)) await this.revokeSentBy(tx, of, userId);
    this.audit.record(tx, ctx, {
      action: `${of.type}.member.removed`,
      resource: { type: of.type, id: of.id },
      before: { userId, role: before },
    });
    return this.shared.tell(tx, ctx, of, userId, { before, after: null });
  }

  /** Invitations of somebody who could not send them any more lose their worth with the role. */
  private async revokeSentBy(tx: Transaction, of: SharedRef, userId: Id): Promise<void> {
    await this.invitations.revokeBy(tx, invitedTo(of), userId, collaboratorRoles);
  }
}

function invitedTo({ type, id }: SharedRef) {
  return { kind: type, resourceId: id };
}
