import { Inject, Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import {
  Config,
  Database,
  JobQueue,
  LOGGER,
  RequestContext,
  type JobRequest,
  type PinoLogger,
} from '@almanac/platform';
import { DueReminders, type Among, type ComingReminder, type WaitingReminder } from '../ports/due-reminders';
import { ReminderFiring } from './reminder-firing';

/** Rows at a time. */
const PAGE = 500;
/** Its job had so long; then the sweep lets a reminder go off itself, whatever became of the job. */
const GRACE_MS = 5000;
/** Reminders that the sweep lets go off at the same time. */
const AT_A_TIME = 4;
/** At least so far ahead jobs are put in. */
const LEAST_AHEAD_MS = 120_000;
/** A name space of our own (RFC 9562 section 5.5): a reminder has one job for each time that it is set to. */
const FIRE_NAMESPACE = '0a6f8f0e-6d3c-4f2b-8d52-3b1f2f6c9c11';

/**
 * Puts what goes off soon into the queue. PostgreSQL alone knows which reminders there are; the queue is where the next
 * minutes of it are waited for to the second, and may be lost at any time.
 */
@Injectable()
export class ReminderAgenda {
  constructor(
    private readonly store: DueReminders,
    private readonly firing: ReminderFiring,
    private readonly jobs: JobQueue,
    private readonly database: Database,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** What goes off soon of what has just changed. */
  async plan(among: Among): Promise<void> {
    await this.putIn(await this.store.comingAmong(this.database, this.aheadMs, among));
  }

  /** All that goes off soon, and, without the queue, what should have gone off by now. */
  async sweep(context: RequestContext): Promise<void> {
    let after: WaitingReminder | undefined;
    for (;;) {
      const page = await this.store.coming(this.database, this.aheadMs, { limit: PAGE, after });
      const missed = page.filter(({ inMs }) => inMs < -GRACE_MS);
      await this.putIn(page.filter(({ inMs }) => inMs >= -GRACE_MS));
      await this.fireMissed(context, missed);
      after = page.at(-1);
      if (page.length < PAGE) return;
    }
  }

  /** One that fails does not hold the others up: the next sweep finds it again. */
  private async fireMissed(context: RequestContext, missed: ComingReminder[]): Promise<void> {
    const left = [...missed];
    let fired = 0;
    const workers = Array.from({ length: AT_A_TIME }, async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        try {
          if (await this.firing.fire(RequestContext.of(context.origin), next)) fired += 1;
        } catch (error) {
          this.logger.warn({ reminderId: next.id, err: error }, 'a reminder could not go off');
        }
      }
    });
    await Promise.all(workers);
    if (missed.length > 0)
      this.logger.info({ missed: missed.length, fired }, 'reminders that were missed are made up for');
  }

  private async putIn(coming: readonly ComingReminder[]): Promise<void> {
    if (coming.length === 0) return;
    await this.jobs.addAll('reminders', coming.map(fireJob));
  }

  /** So that each is put in by two sweeps at least. */
  private get aheadMs(): number {
    return Math.max(LEAST_AHEAD_MS, 2 * this.config.REMINDER_SWEEP_SECONDS * 1000);
  }
}

function fireJob({ id, firesAt, inMs }: ComingReminder): JobRequest {
  const at = firesAt.toISOString();
  return {
    name: 'fire',
    payload: { reminderId: id, firesAt: at },
    eventId: v5(`${id} ${at}`, FIRE_NAMESPACE),
    // Never a millisecond early.
    delay: Math.max(0, Math.ceil(inMs) + 1),
  };
}
