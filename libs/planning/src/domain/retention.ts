/** How long what was deleted can be brought back; then it is purged (spec: planning.md). */
export const KEPT_DAYS = 30;

const DAY_MS = 86_400_000;

/** Whether something deleted at this time can still be brought back. */
export function canBeRestored(deletedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(deletedAt) < KEPT_DAYS * DAY_MS;
}

/** What was deleted before this is past being brought back. */
export function purgeBefore(now: Date): Date {
  return new Date(now.getTime() - KEPT_DAYS * DAY_MS);
}
