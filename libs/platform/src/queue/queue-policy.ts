import type { JobOptions } from 'bull';
import { jobs, type QueueName } from '@almanac/contracts';
import { PostponeJob } from './postpone-job';

/** How a queue is worked off. */
export interface QueuePolicy {
  /** Jobs at a time in each worker. */
  concurrency: number;
  /** Tries before a job is laid among the dead letters. */
  attempts: number;
  /** A try that takes longer has failed, in milliseconds. */
  timeLimitMs: number;
  /** Pause before the second try; it doubles each time, up to `longestPauseMs`. */
  firstPauseMs: number;
  longestPauseMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The policies; a queue of the contracts without one does not compile. What each number means for operators is in
 * docs/background-work.md.
 */
// prettier-ignore
export const queuePolicies: Record<QueueName, QueuePolicy> = {
  // What goes to people. A service that is down for an hour or two is no reason to lose a message.
  mail:            { concurrency: 8, attempts: 16, timeLimitMs: MINUTE,      firstPauseMs: SECOND,      longestPauseMs: 15 * MINUTE },
  sms:             { concurrency: 4, attempts: 10, timeLimitMs: MINUTE,      firstPauseMs: 2 * SECOND,  longestPauseMs: 15 * MINUTE },
  push:            { concurrency: 8, attempts: 10, timeLimitMs: MINUTE,      firstPauseMs: 2 * SECOND,  longestPauseMs: 15 * MINUTE },
  notifications:   { concurrency: 8, attempts: 12, timeLimitMs: MINUTE,      firstPauseMs: SECOND,      longestPauseMs: 5 * MINUTE },
  // To the second, so tried again soon.
  reminders:       { concurrency: 8, attempts: 12, timeLimitMs: MINUTE,      firstPauseMs: SECOND,      longestPauseMs: 2 * MINUTE },
  // Few at a time: an export or a picture takes a lot of the machine, and nobody waits for it with a page open.
  exports:         { concurrency: 2, attempts: 5,  timeLimitMs: 15 * MINUTE, firstPauseMs: 2 * SECOND,  longestPauseMs: 5 * MINUTE },
  media:           { concurrency: 2, attempts: 5,  timeLimitMs: 5 * MINUTE,  firstPauseMs: 2 * SECOND,  longestPauseMs: 5 * MINUTE },
  // Other people's services: patient, so as not to press one that has trouble.
  'calendar-sync': { concurrency: 4, attempts: 8,  timeLimitMs: 5 * MINUTE,  firstPauseMs: 10 * SECOND, longestPauseMs: 30 * MINUTE },
  ai:              { concurrency: 4, attempts: 5,  timeLimitMs: 5 * MINUTE,  firstPauseMs: 5 * SECOND,  longestPauseMs: 10 * MINUTE },
  // Deliveries keep tries of their own (libs/webhooks); a receiver has one of these at a time, however many wait for it.
  webhooks:        { concurrency: 32, attempts: 10, timeLimitMs: MINUTE,     firstPauseMs: SECOND,      longestPauseMs: 5 * MINUTE },
  // Money: never lost, and in nobody's way.
  billing:         { concurrency: 2, attempts: 16, timeLimitMs: 2 * MINUTE,  firstPauseMs: 2 * SECOND,  longestPauseMs: HOUR },
  maintenance:     { concurrency: 4, attempts: 6,  timeLimitMs: 15 * MINUTE, firstPauseMs: 5 * SECOND,  longestPauseMs: 5 * MINUTE },
};

export const queueNames = Object.keys(jobs) as QueueName[];

/** Name of the back-off strategy that consumers register. */
export const BACK_OFF = 'doubling-with-jitter';

/**
 * Milliseconds before the next try. Half of the pause is chance, so that a thousand jobs that failed
 * together do not come back together.
 */
export function pauseBefore(
  policy: QueuePolicy,
  attemptsMade: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(policy.firstPauseMs * 2 ** Math.min(attemptsMade - 1, 30), policy.longestPauseMs);
  return Math.round(full / 2 + (random() * full) / 2);
}

/** So often at most is a job looked at that puts itself off, and so seldom at least. */
const SHORTEST_POSTPONEMENT_MS = 100;
const LONGEST_POSTPONEMENT_MS = 24 * HOUR;
/** From when on a job that puts itself off again and again uses up its tries, so that it ends in plain sight. */
export const POSTPONED_AT_MOST_MS = 72 * HOUR;

/** Milliseconds until a job that could not be done is run again. */
export function pauseAfter(policy: QueuePolicy, attemptsMade: number, error: unknown): number {
  if (!(error instanceof PostponeJob)) return pauseBefore(policy, attemptsMade);
  return Math.min(Math.max(Math.round(error.delayMs), SHORTEST_POSTPONEMENT_MS), LONGEST_POSTPONEMENT_MS);
}

const DAY_SECONDS = 86_400;

/** What every job of the queue is put in with. */
export function jobOptions(policy: QueuePolicy): JobOptions {
  return {
    attempts: policy.attempts,
    backoff: { type: BACK_OFF },
    // Of the last tries; one that is put off for days must not grow without end.
    stackTraceLimit: 5,
    // Long enough that an event that is relayed again finds its job still there; the inbox guards after that.
    removeOnComplete: { age: 3600, count: 2000 },
    // Dead letters.
    removeOnFail: { age: 30 * DAY_SECONDS, count: 10_000 },
  };
}
