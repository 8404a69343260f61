import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';

/** What each address outside the API serves besides JSON. */
const OTHERS: readonly [RegExp, RegExp][] = [
  [
    /^\/($|docs|redoc|api-docs|admin\/queues|dev\/|verify-email|reset-password|(confirm|cancel)-email-change|invitation($|\?)|link-page\.js|share\/|shared-page\.js|unsubscribe($|\?))/,
    /text\/(html|\*|css|javascript)|image\/|application\/javascript/,
  ],
  [/^\/openapi\.yaml/, /yaml/],
  [/^\/api\/v1\/admin\/audit-logs\/export/, /text\/(csv|\*)|application\/x-ndjson/],
  [
    /^\/api\/v1\/(downloads\/|files\/(stored|[^/]+\/(content|thumbnails)))/,
    /(application|text|image|audio|video)\//,
  ],
  [/^\/api\/v1\/plans\/[^/]+\/gantt\.svg/, /image\/(svg\+xml|\*)/],
  [/^\/api\/v1\/jobs\/[^/]+\/stream/, /text\/(event-stream|\*)/],
  [/^\/metrics/, /text\/plain|openmetrics|text\/\*/],
];
const JSON_TYPES = /\*\/\*|application\/(\*|json|problem\+json)/;

/** A weight of 0 says "not this" (RFC 9110 section 12.4.2). */
const REFUSED = /;\s*q=0(\.0{0,3})?\s*$/;

/** 406 where `Accept` admits neither JSON nor problem+json nor what the address serves. */
export function refusesAccept(accept: string, url: string): Error | undefined {
  if (accept === '*/*' || accept.trim() === '') return undefined;
  const wanted = accept
    .toLowerCase()
    .split(',')
    .filter((type) => !REFUSED.test(type))
    .join();
  if (JSON_TYPES.test(wanted)) return undefined;
  if (OTHERS.some(([path, types]) => path.test(url) && types.test(wanted))) return undefined;
  return new DomainError<ErrorCode>(
    'NOT_ACCEPTABLE',
    'This address serves application/json and application/problem+json',
  );
}
