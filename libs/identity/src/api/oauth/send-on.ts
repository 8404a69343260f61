import { Answer, ok } from '@almanac/platform';
import type { FastifyRequest } from 'fastify';

/**
 * Sends a browser on; whoever asks for JSON and nothing else gets the address as data, for clients that follow
 * no redirects by themselves.
 */
export function sendOn<T>(request: FastifyRequest, address: string, data: T): Answer<T | null> {
  const accept = request.headers.accept ?? '*/*';
  if (/application\/json/i.test(accept) && !/\*\/\*|text\/html/i.test(accept)) return ok(data);
  return new Answer<null>(null, {
    status: 302,
    location: address,
    headers: { 'referrer-policy': 'no-referrer' },
  });
}
