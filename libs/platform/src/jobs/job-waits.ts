import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { Principal } from '../context';
import { JobChanges } from './job-changes';
import { hasEnded } from './job-status';
import { JobViews, type SeenJob } from './job-views';

/** How often it is looked without a hint: hints are lost while Redis is away. */
const LOOK_MS = 1000;
/** Hints that come close together cost one look. */
const GATHER_MS = 30;

/**
 * Waits a little for jobs, for requests that would rather answer with what was made. Whoever waits holds no connection
 * to PostgreSQL; a process that stops lets everybody go at once.
 */
@Injectable()
export class JobWaits implements BeforeApplicationShutdown {
  private readonly waiting = new Set<AbortController>();
  private stopping = false;

  constructor(
    private readonly views: JobViews,
    private readonly changes: JobChanges,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const one of this.waiting) one.abort();
  }

  /**
   * The job once it has ended; nothing where it did not in this time, where it is gone, or where nobody waits any more.
   * @param ms at most
   * @param left aborted when the client goes away
   */
  async end(principal: Principal, jobId: Id, ms: number, left: AbortSignal): Promise<SeenJob | undefined> {
    const deadline = performance.now() + ms;
    const waiting = new AbortController();
    this.waiting.add(waiting);
    left.addEventListener('abort', () => waiting.abort(), { once: true });
    const over = waiting.signal;
    let wake = (): void => undefined;
    const forget = this.changes.listen(jobId, ['state'], () => wake());
    try {
      while (!over.aborted && !left.aborted && !this.stopping) {
        const hint = new Promise<void>((resolved) => (wake = resolved));
        const [seen] = await this.views.seeMany([{ jobId, principal }]);
        if (!seen) return undefined;
        if (hasEnded(seen.job.status)) return seen.job;
        const rest = deadline - performance.now();
        if (rest <= 0) return undefined;
        await pause(Math.min(rest, GATHER_MS), over);
        await Promise.race([hint, pause(Math.min(rest, LOOK_MS), over)]);
      }
      return undefined;
    } finally {
      forget();
      this.waiting.delete(waiting);
    }
  }
}

/** Ends early with the signal, and leaves nothing behind. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolved) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolved();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
