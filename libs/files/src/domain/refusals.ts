import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound, validationError } from '@almanac/kernel';

export function noFile(): DomainError<ErrorCode> {
  return notFound('File');
}

/** 403: it is there, and not for this caller. */
export function notYours(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', message);
}

/** 422, with the path of what is wrong. */
export function refused(field: string, message: string, rule: string): DomainError<ErrorCode> {
  return validationError({ field, message, rule });
}

/** 415: not listed, or not what it says it is. */
export function wrongType(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', message);
}

export function tooLarge(maxBytes: number): DomainError<ErrorCode> {
  const message = `Files of this kind may have at most ${Math.floor(maxBytes / (1024 * 1024))} MiB`;
  return new DomainError<ErrorCode>('PAYLOAD_TOO_LARGE', message, { limit: maxBytes });
}

export function storageFull(limit: number, used: number, tier: string): DomainError<ErrorCode> {
  const details = { limit, used, tier };
  return new DomainError<ErrorCode>(
    'STORAGE_LIMIT_REACHED',
    'Your tier allows no more storage; delete files, or have a higher tier',
    details,
  );
}

export function gone(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('GONE', message);
}
