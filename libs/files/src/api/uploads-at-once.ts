import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';

/** Of one person in this process: each may fill the disk of the spool with a whole file before anything counts. */
const MAX_AT_ONCE = 32;
const RETRY_AFTER_SECONDS = 5;

const underWay = new Map<Id, number>();

/** For as long as the request lasts. @throws DomainError RATE_LIMIT_EXCEEDED */
export function beginUpload(userId: Id, { raw }: FastifyReply): void {
  const before = underWay.get(userId) ?? 0;
  if (before >= MAX_AT_ONCE) {
    const message = `You send ${MAX_AT_ONCE} files at once; wait for one of them`;
    throw new DomainError<ErrorCode>(
      'RATE_LIMIT_EXCEEDED',
      message,
      { limit: MAX_AT_ONCE },
      RETRY_AFTER_SECONDS,
    );
  }
  if (raw.closed) return;
  underWay.set(userId, before + 1);
  raw.once('close', () => {
    const left = (underWay.get(userId) ?? 1) - 1;
    if (left > 0) underWay.set(userId, left);
    else underWay.delete(userId);
  });
}
