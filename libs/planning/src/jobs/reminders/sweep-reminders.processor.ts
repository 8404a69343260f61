import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { ReminderAgenda } from '../../application/activity-parts/reminder-agenda';

/** Reads the reminders of the next minutes anew, and those that were missed. Doing it twice does no harm. */
@Injectable()
@HandlesJob('reminders', 'sweep')
export class SweepRemindersProcessor implements JobHandler<'reminders', 'sweep'> {
  constructor(private readonly agenda: ReminderAgenda) {}

  async handle(_payload: JobPayload<'reminders', 'sweep'>, { context }: JobContext): Promise<void> {
    await this.agenda.sweep(context);
  }
}
