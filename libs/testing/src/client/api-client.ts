/**
 * The typed client of the API that the e2e tests use: paths, parameters, bodies and answers are those of
 * openapi.json (schema.d.ts is generated from it). It never throws on a refusal: each call resolves to
 * `{ data, error, response }`.
 */
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema';

export interface ApiClientOptions {
  /** Access token to send as `Authorization: Bearer`. */
  token?: string;
  /** Headers to send with every request. */
  headers?: Readonly<Record<string, string>>;
}

/** Errors are typed as the envelope; who asks for `application/problem+json` looks at the response itself. */
export type ApiClient = Client<paths, 'application/json'>;

/** @param baseUrl where the server listens, without the path: `http://127.0.0.1:3000` */
export function createApiClient(baseUrl: string, options: ApiClientOptions = {}): ApiClient {
  const authorization = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return createClient<paths, 'application/json'>({
    baseUrl,
    headers: { ...authorization, ...options.headers },
  });
}
