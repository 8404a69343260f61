import { Injectable } from '@nestjs/common';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobPayload } from '@almanac/contracts';
import {
  Config,
  firstTime,
  HandlesJob,
  UnitOfWork,
  type JobContext,
  type JobHandler,
} from '@almanac/platform';

/** Where a try stands, and where it may be told to stay. */
export type Stage = 'taken' | 'open' | 'done';

/**
 * Writes a line into a file of the job's at each stage, and stays for ever at the one that `HOLD` names for it
 * (`<eventId>=<stage>`, a comma list), as if it were very slow; it knows of no signal. Its effect is a row in the inbox.
 */
@Injectable()
@HandlesJob('mail', 'account-restored')
export class StagedHandler implements JobHandler<'mail', 'account-restored'> {
  private readonly hold = process.env['HOLD'] ?? '';

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  async handle(
    _payload: JobPayload<'mail', 'account-restored'>,
    { eventId, context }: JobContext,
  ): Promise<void> {
    await this.reach('taken', eventId);
    await this.unitOfWork.run(context, async (transaction) => {
      if (!(await firstTime(transaction, 'test.staged', eventId))) return;
      await this.reach('open', eventId);
    });
    await this.reach('done', eventId);
  }

  private async reach(stage: Stage, eventId: string): Promise<void> {
    const folder = join(this.config.DATA_DIR, 'stages');
    await mkdir(folder, { recursive: true });
    await appendFile(join(folder, eventId), `${stage}\n`);
    const held = this.hold.split(',').find((entry) => entry.startsWith(`${eventId}=`));
    if (held === `${eventId}=${stage}`) await sleep(3_600_000);
    const slow = /^\d+$/.exec(held?.slice(eventId.length + 1) ?? '')?.[0];
    if (slow !== undefined && stage === 'taken') await sleep(Number(slow));
  }
}
