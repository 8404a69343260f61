/** How long a state may be used without asking PostgreSQL again, in seconds. */
export const STATE_SECONDS = 60;

/** No longer than the tier that the state speaks of lasts, so that one that was given by hand ends at its second. */
export function stateSeconds({ tierSecondsLeft }: { tierSecondsLeft: number | null }): number {
  return Math.min(STATE_SECONDS, tierSecondsLeft ?? STATE_SECONDS);
}
