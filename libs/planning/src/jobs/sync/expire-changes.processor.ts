import { Injectable } from '@nestjs/common';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { ChangeRetention } from '../../application/ports/change-retention';

/** Forgets, in small batches, what is too old to be asked for. Doing it twice does no harm. */
@Injectable()
@HandlesJob('maintenance', 'expire-changes')
export class ExpireChangesProcessor implements JobHandler<'maintenance', 'expire-changes'> {
  constructor(private readonly retention: ChangeRetention) {}

  async handle(): Promise<void> {
    while ((await this.retention.forget()) > 0);
  }
}
