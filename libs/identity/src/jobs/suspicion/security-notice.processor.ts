import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { UserRepository } from '../../application/ports/user.repository';
import { AccountMailer, mailTo } from '../account-mailer';

type Notice = JobPayload<'mail', 'security-notice'>;

/** Tells a person of what may be an attack on their account. */
@Injectable()
@HandlesJob('mail', 'security-notice')
export class SecurityNoticeProcessor implements JobHandler<'mail', 'security-notice'> {
  constructor(
    private readonly users: UserRepository,
    private readonly mails: AccountMailer,
  ) {}

  async handle(notice: Notice, job: JobContext): Promise<void> {
    await this.mails.sendOnce(job, 'mail/security-notice', async (tx) => {
      const user = await this.users.findById(tx, notice.userId);
      if (!user) return undefined;
      const { kind, at, device, ip, country } = notice;
      return mailTo(user.email, user.preferences, (texts, timeOf) =>
        texts.securityNotice({ kind, time: timeOf(at), device, ip, country }),
      );
    });
  }
}
