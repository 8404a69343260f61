import { retryAfterMs } from '@almanac/kernel';
import { PostponeJob } from '../queue/postpone-job';
import type { OutgoingAnswer } from './outgoing-client';
import { CircuitOpenError } from './outgoing-errors';

/** Where a service says "not so fast" and not until when. */
const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Calls a service from within a job: where its circuit is open the job waits, and no try is counted. */
export async function postponingWhenOpen<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CircuitOpenError) throw new PostponeJob(error.retryAfterMs, error.message);
    throw error;
  }
}

/** The job waits until the service, which has answered 429, takes calls again. */
export function postponedByLimit(service: string, answer: OutgoingAnswer, now = Date.now()): PostponeJob {
  const pause = retryAfterMs(answer.headers['retry-after'], now) ?? resetMs(answer, now) ?? PAUSE_MS;
  const bounded = Math.min(Math.max(pause, 1000), LONGEST_PAUSE_MS);
  return new PostponeJob(bounded, `${service} takes no more calls for now`);
}

/** As SendGrid says it: the second since 1970 at which the limit begins anew. */
function resetMs({ headers }: OutgoingAnswer, now: number): number | undefined {
  const reset = headers['x-ratelimit-reset'];
  return reset !== undefined && /^\d{9,11}$/.test(reset) ? Number(reset) * 1000 - now : undefined;
}
