import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, UnitOfWork, type JobContext, type JobHandler } from '@almanac/platform';
import { SignInRepository } from '../application/ports/sign-in.repository';

/** Deletes tokens, sessions, guards and login history that are past their time. Harmless when repeated. */
@Injectable()
@HandlesJob('maintenance', 'expire-tokens')
export class ExpireTokensProcessor implements JobHandler<'maintenance', 'expire-tokens'> {
  constructor(
    private readonly signIns: SignInRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle(_payload: JobPayload<'maintenance', 'expire-tokens'>, job: JobContext): Promise<void> {
    await this.unitOfWork.run(job.context, (tx) => this.signIns.deleteExpired(tx));
  }
}
