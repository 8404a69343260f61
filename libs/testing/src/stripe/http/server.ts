import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { newId, snapshot, type World } from '../world';
import { expand } from './expand';
import { StripeFault, beyondStandIn } from './fault';
import { decodeForm, type FormObject } from './form';
import { IdempotencyKeys, type Answer } from './idempotency';
import { Params } from './params';
import { checkParameters, type Route } from './route';

/** A request that came, whatever became of it. */
export interface RecordedCall {
  method: string;
  path: string;
  params: FormObject;
  headers: IncomingMessage['headers'];
  idempotencyKey: string | null;
  /** `Stripe-Version` as it was sent. */
  version: string | null;
  requestId: string;
  /** Of the answer; 0 while there is none, and when it was lost. */
  status: number;
}

interface Trouble {
  path: RegExp;
  times: number;
}

/** The HTTP face of the API: keys, versions, idempotency, errors. What an operation does is in its route. */
export class StripeServer {
  readonly calls: RecordedCall[] = [];
  away: 'no' | 'errors' = 'no';
  private slowness = 0;
  private hurry = new AbortController();
  readonly failures: (Trouble & { status: number })[] = [];
  readonly losses: Trouble[] = [];
  readonly holds: (Trouble & { held: () => void; until: Promise<void> })[] = [];
  private readonly keys = new IdempotencyKeys();
  private server: Server;
  private port = 0;

  constructor(
    private readonly world: World,
    private readonly routes: Route[],
    private readonly secretKey: string,
    private readonly pages: (request: PageRequest) => PageAnswer | undefined,
  ) {
    this.server = this.create();
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    this.server = this.create();
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Listens where it did before. */
  async listenAgain(): Promise<void> {
    if (!this.server.listening) await this.listen(this.port);
  }

  /** From now on connections are refused, and open ones are cut. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private create(): Server {
    return createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(String(error instanceof Error ? error.stack : error));
      });
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await readBody(request);
    if (!url.pathname.startsWith('/v')) {
      this.page(request, response, url, body);
      return;
    }
    const call: RecordedCall = {
      method: request.method ?? 'GET',
      path: url.pathname,
      params: decodeForm([url.search.slice(1), body].filter(Boolean).join('&')),
      headers: request.headers,
      idempotencyKey: header(request, 'idempotency-key'),
      version: header(request, 'stripe-version'),
      requestId: newId('req', 14),
      status: 0,
    };
    this.calls.push(call);
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'request-id': call.requestId,
      'stripe-version': call.version ?? Stripe.API_VERSION,
      ...(call.idempotencyKey === null ? {} : { 'idempotency-key': call.idempotencyKey }),
    };
    const answer = await this.answer(call, header(request, 'authorization'), headers);
    const hold = take(this.holds, call.path);
    hold?.held();
    await hold?.until;
    if (take(this.losses, call.path)) {
      request.socket.destroy();
      return;
    }
    call.status = answer.status;
    response.writeHead(answer.status, headers);
    response.end(JSON.stringify(answer.body, null, 2));
  }

  private async answer(
    call: RecordedCall,
    authorization: string | null,
    headers: Record<string, string>,
  ): Promise<Answer> {
    try {
      if (this.away === 'errors') throw new StripeFault(503, apiError('Stripe is away just now.'));
      this.authenticate(authorization);
      checkVersion(call.version);
      const failure = take(this.failures, call.path);
      if (failure) throw new StripeFault(failure.status, failureBody(failure.status));
      return await this.once(call, headers);
    } catch (error) {
      return faultAnswer(error, call.requestId);
    }
  }

  /** Milliseconds before an operation is carried out; what waits already is carried out now. */
  slow(milliseconds: number): void {
    this.slowness = milliseconds;
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  private async takeTime(): Promise<void> {
    // As many as call at once.
    setMaxListeners(0, this.hurry.signal);
    await sleep(this.slowness, undefined, { signal: this.hurry.signal }).catch(() => undefined);
  }

  /** Carries a request out, or repeats what was answered to the one before under the same key. */
  private async once(call: RecordedCall, headers: Record<string, string>): Promise<Answer> {
    const key = call.method === 'POST' ? call.idempotencyKey : null;
    if (key === null) {
      await this.takeTime();
      return this.carryOut(call);
    }
    const before = this.keys.begin(key, { ...call, form: call.params });
    if (before) {
      headers['idempotent-replayed'] = 'true';
      headers['original-request'] = before.requestId;
      return before.answer;
    }
    try {
      await this.takeTime();
      const answer = this.carryOut(call);
      this.keys.end(key, answer);
      return answer;
    } catch (error) {
      // What fails as a parameter was never begun; a card that was declined was.
      if (error instanceof StripeFault && error.status === 402)
        this.keys.end(key, faultAnswer(error, call.requestId));
      else this.keys.forget(key);
      throw error;
    }
  }

  private carryOut(call: RecordedCall): Answer {
    const { route, id } = this.route(call);
    checkParameters(route, call.params);
    const params = new Params(call.params);
    this.world.request = { id: call.requestId, idempotency_key: call.idempotencyKey };
    try {
      const object = route.answer({ world: this.world, params, id, path: call.path });
      return { status: 200, body: snapshot(expand(this.world, object, params.texts('expand'))) };
    } finally {
      this.world.request = { id: null, idempotency_key: null };
    }
  }

  private route({ method, path }: RecordedCall): { route: Route; id: string } {
    for (const route of this.routes) {
      if (route.method !== method) continue;
      const found = new RegExp(`^${route.path.replace(/\{\w+\}/, '([^/]+)')}$`).exec(path);
      if (found) return { route, id: decodeURIComponent(found[1] ?? '') };
    }
    throw new StripeFault(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/. (The stand-in knows a part of Stripe only.)`,
    });
  }

  private authenticate(authorization: string | null): void {
    const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (key === undefined)
      throw new StripeFault(401, {
        type: 'invalid_request_error',
        message:
          "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
      });
    if (key !== this.secretKey)
      throw new StripeFault(401, {
        type: 'invalid_request_error',
        message: `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`,
      });
  }

  private page(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
    const answer = this.pages({
      method: request.method ?? 'GET',
      path: url.pathname,
      form: decodeForm(body),
    });
    if (answer === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('The stand-in for Stripe has no such page.');
      return;
    }
    if ('location' in answer) response.writeHead(303, { location: answer.location });
    else response.writeHead(answer.status ?? 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('html' in answer ? answer.html : '');
  }
}

export interface PageRequest {
  method: string;
  path: string;
  form: FormObject;
}
export type PageAnswer = { html: string; status?: number } | { location: string };

/** Only the shapes of the version that the library pins are spoken here. */
function checkVersion(version: string | null): void {
  if (version === null || version === Stripe.API_VERSION) return;
  if (!/^\d{4}-\d\d-\d\d(\.\w+)?$/.test(version))
    throw new StripeFault(400, {
      type: 'invalid_request_error',
      message: `Invalid Stripe API version: ${version}`,
    });
  throw beyondStandIn(`API version ${version}, only ${Stripe.API_VERSION}`);
}

function apiError(message: string): { type: 'api_error'; message: string } {
  return { type: 'api_error', message };
}

function failureBody(status: number): ConstructorParameters<typeof StripeFault>[1] {
  if (status === 429)
    return { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' };
  if (status === 402)
    return { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
  return status >= 500
    ? apiError('An unknown error occurred.')
    : { type: 'invalid_request_error', message: 'The stand-in was told to refuse this.' };
}

function faultAnswer(error: unknown, requestId: string): Answer {
  const fault =
    error instanceof StripeFault
      ? error
      : new StripeFault(
          500,
          apiError(`The stand-in broke: ${error instanceof Error ? String(error.stack) : String(error)}`),
        );
  const log = `https://dashboard.stripe.com/test/workbench/logs?object=${requestId}`;
  return { status: fault.status, body: { error: { ...fault.body, request_log_url: log } } };
}

function take<T extends Trouble>(troubles: T[], path: string): T | undefined {
  const index = troubles.findIndex((trouble) => trouble.path.test(path));
  const trouble = troubles[index];
  if (trouble === undefined) return undefined;
  trouble.times -= 1;
  if (trouble.times <= 0) troubles.splice(index, 1);
  return trouble;
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
