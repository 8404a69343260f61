import { startServer, type LocalServer } from './local-server';

/** Stands before a provider's token endpoint: hands requests on, and lets a test see and change the answers. */
export interface TokenEndpoint extends LocalServer {
  /** The forms that came. */
  readonly forms: URLSearchParams[];
  /** Changes the next answer: `null` answers nothing at all; a text is sent as it is. */
  next(change: (answer: Record<string, unknown>) => Promise<object | string> | object | string | null): void;
}

export async function startTokenEndpoint(target: string): Promise<TokenEndpoint> {
  const forms: URLSearchParams[] = [];
  let change: Parameters<TokenEndpoint['next']>[0] | undefined;
  const server = await startServer(async (request, response, body) => {
    forms.push(new URLSearchParams(body));
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      body,
    });
    const json = (await answer.json()) as Record<string, unknown>;
    const apply = change;
    change = undefined;
    const changed = apply && answer.ok ? await apply(json) : json;
    if (changed === null) return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(typeof changed === 'string' ? changed : JSON.stringify(changed));
  });
  return { ...server, forms, next: (wanted) => void (change = wanted) };
}
