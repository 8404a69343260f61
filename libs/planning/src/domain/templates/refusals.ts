import type { ErrorCode } from '@almanac/contracts';
import { DomainError, notFound } from '@almanac/kernel';

/** 404: there is no such template, or it was deleted. */
export function noTemplate(): DomainError<ErrorCode> {
  return notFound('Template');
}

/** 403: it is there, and the caller may not see it, or not change it. */
export function templateForbidden(bundled: boolean): DomainError<ErrorCode> {
  const message = bundled
    ? 'Templates that come with Almanac are changed by nobody; make one of your own from it'
    : 'This template is not yours';
  return new DomainError<ErrorCode>('FORBIDDEN', message, { requiredRole: 'owner', role: null });
}
