import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Piscina } from 'piscina';
import { ScheduleThreads } from '../../application/plans/ports/schedule-threads';
import { scheduleText, type ScheduleOutcome, type ScheduleTask } from '../../domain/plans/schedule-text';

/** Made by the bundler (scripts/launch/bundle.mjs), beside the program. */
const FILE = 'schedule.worker.js';
const MAX_WAITING = 32;
const RETRY_AFTER_SECONDS = 5;
/** No plan within the bounds takes nearly as long; a thread that does is ended. */
const TIMEOUT_MS = 30_000;
/** A thread that needs more is ended, and not the process. */
const MAX_MEGABYTES = 1024;

/** Schedules in threads of their own. Where the sources run as they are (tests), there is no such file, and no thread. */
@Injectable()
export class PiscinaScheduleThreads extends ScheduleThreads implements OnApplicationShutdown {
  private threads: Piscina<ScheduleTask, ScheduleOutcome> | undefined;
  protected readonly file: string = join(__dirname, FILE);

  override async run(task: ScheduleTask): Promise<ScheduleOutcome> {
    if (!this.threads && !existsSync(this.file)) return scheduleText(task);
    this.threads ??= this.start();
    if (this.threads.queueSize >= MAX_WAITING) throw busy();
    try {
      return await this.threads.run(task, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw busy();
      throw error;
    }
  }

  override prepare(task: ScheduleTask): void {
    if (this.threads || !existsSync(this.file)) return;
    void this.run(task).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.close({ force: true });
  }

  /** With the first long schedule: a thread keeps what it has compiled, so it stays for some minutes. */
  private start(): Piscina<ScheduleTask, ScheduleOutcome> {
    return new Piscina<ScheduleTask, ScheduleOutcome>({
      filename: this.file,
      name: 'scheduleText',
      minThreads: 1,
      maxThreads: Math.max(1, availableParallelism() - 1),
      idleTimeout: 300_000,
      maxQueue: MAX_WAITING,
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
    });
  }
}

function busy(): DomainError<ErrorCode> {
  const message = 'Too many plans are scheduled at once; please try again shortly';
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, undefined, RETRY_AFTER_SECONDS);
}
