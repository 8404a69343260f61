import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** What each address outside the API serves besides JSON. */
const OTHERS: readonly [RegExp, RegExp][] = [
  [
    /^\/(docs|redoc|api-docs|dev\/|verify-email)/,
    /text\/(html|\*|css|javascript)|image\/|application\/javascript/,
  ],
  [/^\/openapi\.yaml/, /yaml/],
  [/^\/metrics/, /text\/plain|openmetrics|text\/\*/],
];
const JSON_TYPES = /\*\/\*|application\/(\*|json|problem\+json)/;

/** 406 where `Accept` admits neither JSON nor problem+json nor what the address serves. */
export function refusesAccept(accept: string, url: string): Error | undefined {
  if (accept === '*/*' || JSON_TYPES.test(accept)) return undefined;
  if (OTHERS.some(([path, types]) => path.test(url) && types.test(accept))) return undefined;
  if (accept.trim() === '') return undefined;
  return new DomainError<ErrorCode>(
    'NOT_ACCEPTABLE',
    'This address serves application/json and application/problem+json',
  );
}
