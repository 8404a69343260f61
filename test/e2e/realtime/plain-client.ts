import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface PlainMessage {
  type: string;
  [name: string]: unknown;
}

/** A client of the plain WebSocket that keeps all it hears. */
export class PlainClient {
  readonly heard: PlainMessage[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) =>
      this.heard.push(JSON.parse(data.toString('utf8')) as PlainMessage),
    );
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  static async open(url: string, path = '/ws'): Promise<PlainClient> {
    const client = new PlainClient(new WebSocket(`${url.replace('http', 'ws')}${path}`));
    await once(client.socket, 'open');
    return client;
  }

  /** Opened and signed in. */
  static async signedIn(url: string, token: string): Promise<PlainClient> {
    const client = await PlainClient.open(url);
    client.send({ type: 'auth', token });
    await client.next((message) => message.type === 'auth:ok');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends a message with an id and gives its answer. */
  async ask(message: PlainMessage): Promise<PlainMessage> {
    const id = `q${Math.random()}`;
    this.send({ ...message, id });
    return this.next((answer) => answer['id'] === id);
  }

  /** The first message, heard already or to come, that fits. */
  async next(fits: (message: PlainMessage) => boolean, withinMs = 20_000): Promise<PlainMessage> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      if (Date.now() > deadline)
        throw new Error(`Not heard; but: ${this.heard.map(({ type }) => type).join(', ')}`);
      await sleep(10);
    }
  }

  of(type: string): PlainMessage[] {
    return this.heard.filter((message) => message.type === type);
  }

  async whenClosed(withinMs = 20_000): Promise<{ code: number; reason: string }> {
    const deadline = Date.now() + withinMs;
    while (!this.closed) {
      if (Date.now() > deadline) throw new Error('The socket is still open');
      await sleep(10);
    }
    return this.closed;
  }

  close(): void {
    this.socket.terminate();
  }
}
