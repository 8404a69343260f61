import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, InvitationKinds, type JobContext, type JobHandler } from '@almanac/platform';
import { MailedTokens } from '../../application/mailed-tokens';
import { InvitationRepository } from '../../application/ports/invitation.repository';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer } from '../account-mailer';

/**
 * Mails the link of an invitation, to people with an account and without one alike. The inviter stands in it by
 * their address, once they have proved it, and not by what anybody can give themselves.
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
      const until = DateTime.fromJSDate(invitation.expiresAt, { zone: 'utc' }).setLocale('en');
      return {
        to: email,
        subject: `You are invited into ${subject.what} “${subject.name}”`,
        greeting: 'You are invited',
        paragraphs: [
          `${inviter.emailVerified ? inviter.email : 'Somebody'} invites you into ${subject.what} “${subject.name}”, as ${role}.`,
          `Sign in with an account that has this address (${email}); if you have none yet, make one. The link is good until ${until.toFormat("HH:mm (ZZZZ) 'on' d LLLL yyyy")}, and for one use.`,
        ],
        action: {
          label: 'See the invitation',
          url: this.tokens.link('invitation', invitationId, 'invitation'),
        },
        footer:
          'You get this mail because somebody gave this address to invite you. If you do not want to join, you need not do anything.',
      };
    });
  }
}
