import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { v5 } from 'uuid';
import { Config, JobQueue, LOGGER, REDIS, type PinoLogger } from '@almanac/platform';

/** A name space of our own (RFC 9562 section 5.5): the sweep of a minute is one job, whichever worker puts it in. */
const SWEEP_NAMESPACE = 'b7b3d0a2-1f5e-4a0b-9f5f-7a1c5d2e8f40';

/**
 * Asks for a sweep every REMINDER_SWEEP_SECONDS, and whenever Redis comes back. Every worker has this clock and none
 * counts on what lies in Redis, where a schedule would be lost together with the jobs that it is to bring back.
 */
@Injectable()
export class ReminderSweepClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly everyMs: number;
  private readonly onReady = (): void => void this.ask();

  constructor(
    private readonly jobs: JobQueue,
    config: Config,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.everyMs = config.REMINDER_SWEEP_SECONDS * 1000;
  }

  onApplicationBootstrap(): void {
    this.redis.on('ready', this.onReady);
    if (this.redis.status === 'ready') void this.ask();
    this.wait();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.redis.off('ready', this.onReady);
  }

  /** To the beginning of the next interval, which is the same for all workers. */
  private wait(): void {
    this.timer = setTimeout(
      () => {
        void this.ask();
        this.wait();
      },
      this.everyMs - (Date.now() % this.everyMs),
    );
    this.timer.unref();
  }

  private async ask(): Promise<void> {
    const interval = Math.floor(Date.now() / this.everyMs);
    try {
      await this.jobs.add('reminders', 'sweep', {}, { eventId: v5(String(interval), SWEEP_NAMESPACE) });
    } catch (error) {
      // The next interval asks again.
      this.logger.warn({ err: error }, 'the reminders could not be swept');
    }
  }
}
