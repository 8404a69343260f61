import { Injectable } from '@nestjs/common';
import type { ErrorCode, InvitationKindName } from '@almanac/contracts';
import { DomainError, emailKey, type Id } from '@almanac/kernel';
import {
  appendEvent,
  callerOf,
  Database,
  InvitationKinds,
  UnitOfWork,
  type Invitation,
  type Queryable,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { invalidMailedToken, MailedTokens } from '../mailed-tokens';
import { InvitationRepository } from '../ports/invitation.repository';
import { UserRepository } from '../ports/user.repository';

/** What somebody belongs to from now on. */
export interface Joined {
  kind: InvitationKindName;
  /** Of the thing. */
  id: Id;
  name: string;
  role: string;
}

/** What the invited do with an invitation: each is good for one answer. */
@Injectable()
export class InvitationAnswers {
  constructor(
    private readonly repository: InvitationRepository,
    private readonly kinds: InvitationKinds,
    private readonly tokens: MailedTokens,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** @throws DomainError INVALID_MAILED_TOKEN, FORBIDDEN, EMAIL_NOT_VERIFIED */
  accept(ctx: RequestContext, token: string): Promise<Joined> {
    const { userId } = callerOf(ctx);
    return this.unitOfWork.run(ctx, async (tx) => {
      const invitation = await this.open(tx, token);
      const kind = this.kinds.of(invitation.kind);
      // The thing first, as everywhere: whoever invites or takes back holds it, too.
      if (!(await kind.lock(tx, invitation.resourceId))) throw invalidMailedToken();
      await this.requireInvited(tx, invitation, userId);
      if (!(await this.repository.decide(tx, invitation.id, 'accepted'))) throw invalidMailedToken();
      const role = await kind.join(tx, ctx, invitation, userId);
      const subject = await kind.subject(tx, invitation.resourceId);
      if (!subject) throw invalidMailedToken();
      await appendEvent(tx, ctx, {
        name: 'invitation.accepted',
        payload: { invitationId: invitation.id, userId },
        resource: { type: 'invitation', id: invitation.id },
      });
      return { kind: invitation.kind, id: invitation.resourceId, name: subject.name, role };
    });
  }

  /**
   * Says no. The link alone is enough: whoever does not want to join need not make an account for it.
   * @throws DomainError INVALID_MAILED_TOKEN
   */
  async decline(ctx: RequestContext, token: string): Promise<void> {
    await this.unitOfWork.run(ctx, async (tx) => {
      const invitation = await this.open(tx, token);
      if (!(await this.repository.decide(tx, invitation.id, 'declined'))) throw invalidMailedToken();
      this.kinds.of(invitation.kind).declined(tx, ctx, invitation);
      await appendEvent(tx, ctx, {
        name: 'invitation.declined',
        payload: { invitationId: invitation.id },
        resource: { type: 'invitation', id: invitation.id },
      });
    });
  }

  /**
   * What an invitation is about, for whoever holds the link.
   * @throws DomainError INVALID_MAILED_TOKEN
   */
  async look(ctx: RequestContext, token: string): Promise<Invitation & { name: string }> {
    const queryable = this.database.for(ctx);
    const invitation = await this.open(queryable, token);
    const subject = await this.kinds.of(invitation.kind).subject(queryable, invitation.resourceId);
    if (!subject) throw invalidMailedToken();
    return { ...invitation, name: subject.name };
  }

  private async open(queryable: Queryable, token: string): Promise<Invitation> {
    const id = this.tokens.idOf(token, 'invitation');
    const invitation = await this.repository.findOpen(queryable, id);
    if (!invitation) throw invalidMailedToken();
    return invitation;
  }

  /** An invitation is for an address, not for whoever got hold of the mail: it says so without naming it. */
  private async requireInvited(tx: Transaction, { email }: Invitation, userId: Id): Promise<void> {
    const user = await this.users.lock(tx, userId);
    if (!user || emailKey(user.email) !== emailKey(email)) {
      const message = 'This invitation was sent to another address; sign in with the account that has it';
      throw new DomainError<ErrorCode>('FORBIDDEN', message, { reason: 'other-address' });
    }
    if (user.emailVerified) return;
    const message = 'Verify your e-mail address first; then the invitation can be accepted';
    throw new DomainError<ErrorCode>('EMAIL_NOT_VERIFIED', message);
  }
}
