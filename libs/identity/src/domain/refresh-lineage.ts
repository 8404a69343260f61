/**
 * The rule of refresh tokens: each use of the newest gives the next one. The one just before it still
 * gives that very same successor for a few seconds, because browser tabs refresh at the same instant; any
 * other use of a spent token is theft, and ends the session (RFC 9700 section 4.14.2; spec: fine-print.md).
 */
export interface PresentedToken {
  generation: number;
  /** When it was exchanged; null for one that never was. */
  spentAt: Date | null;
}

export type RefreshVerdict =
  /** The newest: spend it and make the next. */
  | 'rotate'
  /** The immediate predecessor, just spent: give the newest again. */
  | 'repeat'
  | 'theft';

/** @param newest generation of the newest token of the session */
export function judgeRefresh(
  token: PresentedToken,
  newest: number,
  now: Date,
  graceSeconds: number,
): RefreshVerdict {
  if (token.spentAt === null) return token.generation === newest ? 'rotate' : 'theft';
  const age = now.getTime() - token.spentAt.getTime();
  return token.generation === newest - 1 && age <= graceSeconds * 1000 ? 'repeat' : 'theft';
}

/** When a session ends that is used now: its sliding life, but never past its longest. */
export function slidingExpiry(now: Date, slidingSeconds: number, absoluteExpiry: Date): Date {
  return new Date(Math.min(now.getTime() + slidingSeconds * 1000, absoluteExpiry.getTime()));
}
