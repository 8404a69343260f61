import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AuditTrail,
  callerOf,
  Invitations,
  People,
  UnitOfWork,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { refused } from '../../domain/refusals';
import {
  alreadyOn,
  collaborationClosed,
  INVITATION_SECONDS,
  noCollaborator,
  type CollaboratorRole,
} from '../../domain/sharing/collaborator';
import { isOwnedBy, type Shared, type SharedRef } from '../../domain/sharing/shared';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { SharedThings } from './shared-things';
import { requireSharingKey } from './sharing-access';

/** Whom to invite: by an address, or by an account whose address the inviter need not know. */
export interface Invited {
  email?: string | undefined;
  userId?: Id | undefined;
}

/** Invites people to planners and plans. An answer tells of an address no more than whether it is on this very one. */
@Injectable()
export class CollaboratorInvitationsService {
  constructor(
    private readonly shared: SharedThings,
    private readonly store: CollaboratorStore,
    private readonly invitations: Invitations,
    private readonly people: People,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Gives the open invitation as the list shows it, as JSON text, and the id of this write. One that the address has already is replaced.
   * @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, ALREADY_EXISTS, MAX_COLLABORATORS_REACHED,
   * RATE_LIMIT_EXCEEDED
   */
  invite(
    ctx: RequestContext,
    of: SharedRef,
    whom: Invited,
    role: CollaboratorRole,
  ): Promise<{ json: string; operationId: Id }> {
    requireSharingKey(ctx);
    const field = fieldOf(whom);
    return this.unitOfWork.run(ctx, async (tx) => {
      const shared = await this.shared.enter(tx, ctx, of, 'manage');
      if (!shared.open) throw collaborationClosed();
      const email = await this.addressOf(tx, ctx, shared, whom, field);
      const invitation = await this.invitations.invite(tx, ctx, {
        kind: of.type,
        resourceId: of.id,
        email,
        role,
        userId: whom.userId,
        invitedBy: callerOf(ctx).userId,
        seconds: INVITATION_SECONDS,
      });
      const { accepted, pending } = await this.store.count(tx, of);
      await this.shared.requireRoom(tx, shared, accepted + pending);
      this.audit.record(tx, ctx, {
        action: `${of.type}.member.invited`,
        resource: { type: of.type, id: of.id },
        after: { invitationId: invitation.id, role },
      });
      const json = await this.store.one(tx, of, invitation.id);
      if (json === undefined) throw noCollaborator();
      return { json, operationId: invitation.operationId };
    });
  }

  private async addressOf(
    tx: Transaction,
    ctx: RequestContext,
    shared: Shared,
    { email = '', userId }: Invited,
    field: string,
  ): Promise<string> {
    const person =
      userId === undefined ? await this.people.findByEmail(tx, email) : await this.people.find(tx, userId);
    if (!person) {
      if (userId === undefined) return email;
      throw refused({ field, message: 'userId is nobody who has an account', rule: 'exists' });
    }
    if (person.id === callerOf(ctx).userId) {
      throw refused({ field, message: `${field} must not be your own`, rule: 'notYourself' });
    }
    const on = isOwnedBy(shared, person.id) || (await this.store.roleOf(tx, shared, person.id)) !== undefined;
    if (on) throw alreadyOn(shared.type);
    return userId === undefined ? email : person.email;
  }
}

/** @throws DomainError VALIDATION_ERROR unless one of them is given */
function fieldOf({ email, userId }: Invited): 'email' | 'userId' {
  if ((email === undefined) !== (userId === undefined)) return email === undefined ? 'userId' : 'email';
  const message = 'Give either email or userId';
  throw refused({ field: 'email', message, rule: 'oneOf' }, { field: 'userId', message, rule: 'oneOf' });
}
