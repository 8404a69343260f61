import { Injectable } from '@nestjs/common';
import type { JobPayload } from '@almanac/contracts';
import { HandlesJob, type JobContext, type JobHandler } from '@almanac/platform';
import { ReminderFiring } from '../../application/activity-parts/reminder-firing';

/** Lets a reminder go off at its time; it does so once, however often this runs. */
@Injectable()
@HandlesJob('reminders', 'fire')
export class FireReminderProcessor implements JobHandler<'reminders', 'fire'> {
  constructor(private readonly firing: ReminderFiring) {}

  async handle(
    { reminderId, firesAt }: JobPayload<'reminders', 'fire'>,
    { context }: JobContext,
  ): Promise<void> {
    await this.firing.fire(context, { id: reminderId, firesAt: new Date(firesAt) });
  }
}
