const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;
/** So much of a pause is left to chance: deliveries that failed together do not come back together. */
const JITTER = 0.1;

/**
 * Milliseconds until the next try, or nothing where there is none.
 * @param tries made so far, 1 or more
 * @param retryAfterMs what the receiver asks for: never less than that
 */
export function pauseAfter(
  tries: number,
  pausesSeconds: readonly number[],
  retryAfterMs = 0,
  random: () => number = Math.random,
): number | undefined {
  const pause = pausesSeconds[tries - 1];
  if (pause === undefined) return undefined;
  const ours = pause * 1000 * (1 - JITTER * random());
  return Math.round(Math.max(ours, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}
