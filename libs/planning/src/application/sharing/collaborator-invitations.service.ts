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
import type { Planner } from '../../domain/planner';
import { refused } from '../../domain/refusals';
import {
  alreadyOn,
  collaborationClosed,
  INVITATION_SECONDS,
  noCollaborator,
  type CollaboratorRole,
} from '../../domain/sharing/collaborator';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import { requireSharingKey, SharingAccess } from './sharing-access';

/** Whom to invite: by an address, or by an account whose address the inviter need not know. */
export interface Invited {
  email?: string | undefined;
  userId?: Id | undefined;
}

/** Invites people to planners. An answer tells of an address no more than whether it is on this planner. */
@Injectable()
export class CollaboratorInvitationsService {
  constructor(
    private readonly sharing: SharingAccess,
    private readonly store: CollaboratorStore,
    private readonly invitations: Invitations,
    private readonly people: People,
    private readonly audit: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Gives the open invitation as the list shows it, as JSON text. One that the address has already is replaced.
   * @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, ALREADY_EXISTS, MAX_COLLABORATORS_REACHED,
   * RATE_LIMIT_EXCEEDED
   */
  invite(ctx: RequestContext, id: Id, whom: Invited, role: CollaboratorRole): Promise<string> {
    requireSharingKey(ctx);
    const field = fieldOf(whom);
    return this.unitOfWork.run(ctx, async (tx) => {
      const { planner } = await this.sharing.enter(tx, ctx, id, 'manage');
      if (!planner.content.settings.allowCollaboration) throw collaborationClosed();
      const email = await this.addressOf(tx, ctx, planner, whom, field);
      const invitation = await this.invitations.invite(tx, ctx, {
        kind: 'planner',
        resourceId: id,
        email,
        role,
        userId: whom.userId,
        invitedBy: callerOf(ctx).userId,
        seconds: INVITATION_SECONDS,
      });
      const { accepted, pending } = await this.store.count(tx, id);
      await this.sharing.requireRoom(tx, planner, accepted + pending);
      this.audit.record(tx, ctx, {
        action: 'planner.member.invited',
        resource: { type: 'planner', id },
        after: { invitationId: invitation.id, role },
      });
      const json = await this.store.one(tx, id, invitation.id);
      if (json === undefined) throw noCollaborator();
      return json;
    });
  }

  private async addressOf(
    tx: Transaction,
    ctx: RequestContext,
    { id, owner }: Planner,
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
    const owns = 'userId' in owner && owner.userId === person.id;
    if (owns || (await this.store.roleOf(tx, id, person.id)) !== undefined) throw alreadyOn();
    return userId === undefined ? email : person.email;
  }
}

/** @throws DomainError VALIDATION_ERROR unless one of them is given */
function fieldOf({ email, userId }: Invited): 'email' | 'userId' {
  if ((email === undefined) !== (userId === undefined)) return email === undefined ? 'userId' : 'email';
  const message = 'Give either email or userId';
  throw refused({ field: 'email', message, rule: 'oneOf' }, { field: 'userId', message, rule: 'oneOf' });
}
