import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service was asked. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

const MESSAGES = /^\/2010-04-01\/Accounts\/AC\w+\/Messages\.json(\?|$)/;

/** A text message that Twilio has taken. */
export interface TakenText {
  to: string;
  body: string;
  at: Date;
}

/** What it is to answer. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * SendGrid, Twilio, Google and a browser's push service on loopback, at the paths and with the answers that their
 * documentation publishes. What `next` gives is answered first, whatever was asked.
 */
export class OutsideServices {
  readonly asked: Asked[] = [];
  private readonly server: Server;
  private readonly next: Answer[] = [];
  private lost: Answer | undefined;
  /** What Twilio has taken, the oldest first. */
  readonly texts: TakenText[] = [];
  /** Called once Twilio has taken a message, before it says so. */
  onText: (() => Promise<void>) | undefined;
  url = '';
  host = '';

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async open(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    this.url = `http://${this.host}`;
    return this;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  answerNext(...answers: Answer[]): void {
    this.next.push(...answers);
  }

  /** The next text message is taken, and the answer is lost: this one comes in its place. */
  takeAndAnswer(answer: Answer): void {
    this.lost = answer;
  }

  forget(): void {
    this.asked.length = 0;
    this.next.length = 0;
    this.lost = undefined;
  }

  /** Those at paths that begin like this. */
  at(path: string): Asked[] {
    return this.asked.filter((one) => one.path.startsWith(path));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers, body: Buffer.concat(chunks) };
    this.asked.push(asked);
    const answer = await this.answerTo(asked);
    const type = answer.body === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(answer.status, { ...type, ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  private async answerTo(asked: Asked): Promise<Answer> {
    // A token is no part of what is tried.
    if (asked.path === '/token') return usualAnswer(asked);
    const next = this.next.shift();
    if (next) return next;
    if (!MESSAGES.test(asked.path)) return usualAnswer(asked);
    return asked.method === 'GET' ? this.listOf(asked) : this.take(asked);
  }

  private async take({ body }: Asked): Promise<Answer> {
    const form = new URLSearchParams(body.toString('utf8'));
    this.texts.push({ to: form.get('To') ?? '', body: form.get('Body') ?? '', at: new Date() });
    await this.onText?.();
    const { lost } = this;
    this.lost = undefined;
    return lost ?? { status: 201, body: { sid: 'SM1', status: 'queued', error_code: null } };
  }

  /** https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
  private listOf({ path }: Asked): Answer {
    const to = new URL(path, this.url).searchParams.get('To');
    const found = this.texts.filter((text) => text.to === to).reverse();
    const messages = found.map(({ body, at }) => ({
      ...{ sid: 'SM1', to, body, status: 'queued', direction: 'outbound-api', date_sent: null },
      date_created: at.toUTCString().replace('GMT', '+0000'),
    }));
    return { status: 200, body: { messages, page: 0, page_size: 100, next_page_uri: null } };
  }
}

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and the other documentations. */
function usualAnswer({ method, path, headers }: Asked): Answer {
  if (method !== 'POST') return { status: 405 };
  if (path === '/v3/mail/send') return { status: 202, headers: { 'x-message-id': 'one' } };
  if (path === '/token')
    return { status: 200, body: { access_token: 'ya29.token', expires_in: 3599, token_type: 'Bearer' } };
  if (/^\/v1\/projects\/[\w-]+\/messages:send$/.test(path))
    return { status: 200, body: { name: 'projects/almanac-test/messages/1' } };
  if (path.startsWith('/push/')) return headers['ttl'] === undefined ? { status: 400 } : { status: 201 };
  return { status: 404 };
}
