import type { ErrorCode } from '@almanac/contracts';
import { errorCatalogue } from '@almanac/contracts';
import { DomainError, type ErrorDetails } from '@almanac/kernel';
import { isDatabaseAway } from '../database';
import { errorStatus, wireCode } from './error-status';

/** An error as it goes to a client, whatever the transport. */
export interface ClientError {
  code: ErrorCode;
  status: number;
  message: string;
  details: ErrorDetails | undefined;
  /** Seconds. */
  retryAfter: number | undefined;
  /** The error is a defect of ours, to be logged with its stack. */
  unexpected: boolean;
}

/** How long a client is asked to wait when the database is away. */
const AWAY_SECONDS = 2;

/** What a client is told of an error. Anything that is not a refusal we know of is a 500 without details. */
export function clientError(error: unknown): ClientError {
  if (isDomainError(error) && isErrorCode(error.code)) {
    return clientErrorOf(error.code, error.message, error.details, error.retryAfter);
  }
  if (isDatabaseAway(error)) {
    return clientErrorOf(
      'SERVICE_UNAVAILABLE',
      'The database does not answer; please try again shortly',
      undefined,
      AWAY_SECONDS,
    );
  }
  return {
    ...clientErrorOf('INTERNAL_ERROR', 'An internal error occurred', undefined, undefined),
    unexpected: true,
  };
}

function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}

export function clientErrorOf(
  code: ErrorCode,
  message: string,
  details?: ErrorDetails,
  retryAfter?: number,
): ClientError {
  return { code: wireCode(code), status: errorStatus[code], message, details, retryAfter, unexpected: false };
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** The envelope of an error (spec: api-conventions.md, "Error"). */
export function errorEnvelope(error: ClientError, requestId: string): Record<string, unknown> {
  return {
    success: false,
    error: {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
      timestamp: new Date().toISOString(),
      requestId,
    },
  };
}

/** The same facts as RFC 9457 problem details. */
export function problemDetails(
  error: ClientError,
  requestId: string,
  instance: string,
): Record<string, unknown> {
  return {
    type: `urn:almanac:error:${error.code}`,
    title: errorCatalogue[error.code].title,
    status: error.status,
    detail: error.message,
    instance,
    code: error.code,
    ...(error.details === undefined ? {} : { details: error.details }),
    timestamp: new Date().toISOString(),
    requestId,
  };
}
