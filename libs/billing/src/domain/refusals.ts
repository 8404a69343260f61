import type { ErrorCode } from '@almanac/contracts';
import { conflict, DomainError, validationError } from '@almanac/kernel';

/** 503: the operator has set no key. A client that comes again finds the same for a while. */
export function billingOff(): DomainError<ErrorCode> {
  const message = 'Billing is not set up on this server: it has no Stripe key';
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, { reason: 'billing-off' }, 3600);
}

/** 503: Stripe does not answer. */
export function stripeAway(retryAfterSeconds = 5): DomainError<ErrorCode> {
  const message = 'The payment service does not answer; please try again shortly';
  return new DomainError<ErrorCode>(
    'SERVICE_UNAVAILABLE',
    message,
    { reason: 'stripe-away' },
    retryAfterSeconds,
  );
}

/** 502: Stripe has refused what we asked for, which is ours or the operator's to mend. */
export function stripeRefused(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('EXTERNAL_SERVICE_ERROR', 'The payment service refused the request');
}

/** 409: money could not be taken. */
export function declined(): DomainError<ErrorCode> {
  const message = 'The payment was declined; choose another way to pay at POST /billing/portal';
  return conflict(message, { reason: 'payment-declined' });
}

/** 409 */
export function subscribedAlready(unpaid: boolean): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'ALREADY_EXISTS',
    unpaid
      ? 'You have a subscription with an open payment; pay or end it at POST /billing/portal'
      : 'You have a subscription already; change it at POST /billing/subscription/change',
    { reason: unpaid ? 'unpaid' : 'subscribed' },
  );
}

/** 404 */
export function noSubscription(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('NOT_FOUND', 'You have no subscription');
}

/** 422 */
export function foreignAddress(field: string): DomainError<ErrorCode> {
  const message = `${field} must lead to this server or to its front-end`;
  return validationError({ field, message, rule: 'allowedOrigin' });
}

/** 400: it is not from Stripe, or not from just now. What exactly was wrong is nobody's business. */
export function badSignature(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('BAD_REQUEST', 'The signature is missing, wrong, or too old');
}
