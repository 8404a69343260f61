import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, UnitOfWork, type JobContext, type JobHandler } from '@almanac/platform';
import { ApiKeyRepository } from '../application/ports/api-key.repository';
import { InvitationRepository } from '../application/ports/invitation.repository';
import { SignInRepository } from '../application/ports/sign-in.repository';

/** Deletes tokens, sessions, guards, invitations and login history that are past their time. Harmless when repeated. */
@Injectable()
@HandlesJob('maintenance', 'expire-tokens')
export class ExpireTokensProcessor implements JobHandler<'maintenance', 'expire-tokens'> {
  constructor(
    private readonly signIns: SignInRepository,
    private readonly apiKeys: ApiKeyRepository,
    private readonly invitations: InvitationRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle(_payload: JobPayload<'maintenance', 'expire-tokens'>, job: JobContext): Promise<void> {
    await this.unitOfWork.run(job.context, async (tx) => {
      await this.signIns.deleteExpired(tx);
      await this.apiKeys.deleteRevoked(tx);
      await this.invitations.deleteOld(tx);
    });
  }
}
