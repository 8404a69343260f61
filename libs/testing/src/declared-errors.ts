import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import createRouter, { type HTTPMethod } from 'find-my-way';
import type { TestAnswer } from './http-client';

/**
 * Holds what tests meet against the committed API document: an operation answers no error that it does not name. So
 * whatever code a test sees is in the document, without a second list of who answers what.
 */
interface Operation {
  operationId: string;
  responses: Record<string, unknown>;
  'x-error-codes'?: string[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

let router: ReturnType<typeof createRouter> | undefined;

function operations(): ReturnType<typeof createRouter> {
  const found = createRouter({ ignoreTrailingSlash: true });
  const text = readFileSync(join(__dirname, '../../../openapi.json'), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Record<string, Partial<Record<string, Operation>>> };
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const verb = method.toUpperCase() as HTTPMethod;
      found.on(verb, path.replace(/\{(\w+)\}/g, ':$1'), () => undefined, operation);
    }
  }
  return found;
}

/**
 * @param url of the request, without its host
 * @throws Error where the operation names neither the code nor the status
 */
export function holdToDocument(method: string, url: string, { status, body }: TestAnswer): void {
  const code: unknown = body?.error?.code ?? body?.code;
  if (status < 400 || typeof code !== 'string') return;
  router ??= operations();
  const path = url.split('?')[0] ?? '/';
  const operation = router.find(method as HTTPMethod, path)?.store as Operation | undefined;
  const codes = operation?.['x-error-codes'];
  if (!operation || !codes) return;
  if (codes.includes(code) && String(status) in operation.responses) return;
  throw new Error(
    `${operation.operationId} answered ${status} ${code}, which the API document does not name: ` +
      'put it into the `errors` of its @Endpoint and run `npm run openapi`',
  );
}
