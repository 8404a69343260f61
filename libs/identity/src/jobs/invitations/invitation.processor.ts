import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, InvitationKinds, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { InvitationRepository } from '../../application/ports/invitation.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

/**
 * Mails the link of an invitation, to people with an account and without one alike. The inviter stands in it by
 * their address, once they have proved it, and not by what anybody can give themselves. Whoever has no account yet reads
 * the inviter's language.
 */
@Injectable()
@HandlesJob('mail', 'invitation')
export class InvitationProcessor implements JobHandler<'mail', 'invitation'> {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly kinds: InvitationKinds,
    private readonly users: UserRepository,
    private readonly tokens: MailedTokens,
    private readonly mails: AccountMailer,
  ) {}

  async handle({ invitationId }: JobPayload<'mail', 'invitation'>, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/invitation', async (tx) => {
      const invitation = await this.invitations.findOpen(tx, invitationId);
      if (!invitation) return undefined;
      const { kind, resourceId, invitedBy, role, email } = invitation;
      const subject = await this.kinds.of(kind).subject(tx, resourceId);
      const inviter = invitedBy === null ? undefined : await this.users.findById(tx, invitedBy);
      if (!subject || !inviter) return undefined;
      const inviteeId = await this.users.findIdByEmail(tx, email);
      const invitee = inviteeId === undefined ? undefined : await this.users.findById(tx, inviteeId);
      const url = this.tokens.link('invitation', invitationId, 'invitation');
      return mailTo(email, (invitee ?? inviter).preferences, (texts, timeOf) =>
        texts.invitation({
          ...{ kind, role, email, url, ...subject },
          inviter: inviter.emailVerified ? inviter.email : undefined,
          until: timeOf(invitation.expiresAt),
        }),
      );
    });
  }
}
