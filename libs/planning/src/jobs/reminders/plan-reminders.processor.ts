import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobHandler } from '@almanac/platform';
import { ReminderAgenda } from '../../application/activity-parts/reminder-agenda';

/** Puts in what goes off soon of what has just changed. Doing it twice does no harm. */
@Injectable()
@HandlesJob('reminders', 'plan')
export class PlanRemindersProcessor implements JobHandler<'reminders', 'plan'> {
  constructor(private readonly agenda: ReminderAgenda) {}

  async handle(among: JobPayload<'reminders', 'plan'>): Promise<void> {
    await this.agenda.plan(among);
  }
}
