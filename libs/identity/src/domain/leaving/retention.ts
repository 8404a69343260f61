/** How long a deleted account can be restored by signing in; then it is purged (spec: identity.md). */
export const RESTORABLE_DAYS = 30;

const DAY_MS = 86_400_000;

/** From when on an account that was deleted then is gone for good. */
export function purgeTime(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + RESTORABLE_DAYS * DAY_MS);
}

const HOUR = 3600;
/** How long the file of an export is kept. */
export const EXPORT_SECONDS = 24 * HOUR;
/** Within it a second request gives the job of the first (spec: fine-print.md). */
export const EXPORT_AGAIN_SECONDS = HOUR;
/** How long that of somebody who leaves is kept: all they have is a link in a mail. */
export const LAST_EXPORT_SECONDS = 7 * 24 * HOUR;

/** The type of the job. */
export const DATA_EXPORT = 'data-export';
