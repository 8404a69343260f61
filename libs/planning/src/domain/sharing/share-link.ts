import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound } from '@almanac/kernel';

/** A link that shows a planner to whoever has it (spec: fine-print.md, "Collaboration"). */
export interface ShareLinkState {
  expiresAt: Date | null;
  passwordHash: string | null;
}

/** Tries of a password for each link and address. */
export const PASSWORD_TRIES = 10;
export const PASSWORD_WINDOW_MS = 15 * 60 * 1000;

/** What stands between somebody who has the link and the planner. */
export type Barrier = 'expired' | 'password';

export function barrierOf({ expiresAt, passwordHash }: ShareLinkState, now: Date): Barrier | undefined {
  if (expiresAt !== null && expiresAt.getTime() <= now.getTime()) return 'expired';
  return passwordHash === null ? undefined : 'password';
}

/** 404, alike for a link that never was, that was taken back, and whose planner is gone. */
export function noLink(): DomainError<ErrorCode> {
  return notFound('Share link');
}

/** 410. */
export function linkExpired(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('GONE', 'This share link has expired');
}

/** 401, for a missing and a wrong one. */
export function passwordNeeded(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'INVALID_CREDENTIALS',
    'This share link needs its password: send it with POST',
    { reason: 'password-needed' },
  );
}

export function wrongPassword(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('INVALID_CREDENTIALS', 'The password is wrong');
}

/** 429. */
export function tooManyTries(seconds: number): DomainError<ErrorCode> {
  const message = 'Too many tries of the password; please wait';
  return new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, { limit: PASSWORD_TRIES }, seconds);
}
