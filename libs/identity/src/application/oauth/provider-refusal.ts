import type { ErrorCode } from '@almanac/contracts';
import { DomainError, validationError } from '@almanac/kernel';
import { ProviderFailure } from '../ports/oauth/oauth-provider';

/**
 * What a client hears of an ID token that was not taken. Somebody who is signed in already hears of a wrong
 * field: a 401 would send their client to refresh (spec: fine-print.md).
 */
export function googleTokenRefusal(error: unknown, signedIn: boolean): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  if (error.reason === 'unavailable') {
    return new DomainError<ErrorCode>(
      'EXTERNAL_SERVICE_ERROR',
      'The keys of Google cannot be had just now; please try again shortly',
    );
  }
  if (signedIn) return wrongField('googleToken', 'googleToken is not a valid ID token for this application');
  return error.reason === 'expired'
    ? new DomainError<ErrorCode>('TOKEN_EXPIRED', 'This Google ID token has expired')
    : new DomainError<ErrorCode>('INVALID_TOKEN', 'This is not a valid Google ID token for this application');
}

export function wrongField(field: string, message: string): DomainError<ErrorCode> {
  return validationError({ field, message, rule: 'proof' });
}

export function providerOff(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('NOT_FOUND', 'This provider is not switched on here');
}
