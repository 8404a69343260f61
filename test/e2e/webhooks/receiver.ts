import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver got. */
export interface Received {
  path: string;
  headers: Record<string, string>;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks at what came, whatever that is
  body: any;
}

/** A receiver of webhooks on loopback: keeps what it gets, and answers each path as the test says. */
export class Receiver {
  readonly got: Received[] = [];
  connections = 0;
  port = 0;
  private readonly answers = new Map<string, (response: ServerResponse) => void>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const path = request.url ?? '';
        const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
        this.got.push({ path, headers, text, body: JSON.parse(text) as unknown });
        (this.answers.get(path) ?? ((to) => to.end('ok')))(response);
      });
    });
    this.server.on('connection', () => (this.connections += 1));
  }

  async open(host = '127.0.0.1', port = 0): Promise<this> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** How the path is answered from now on. */
  answer(path: string, how: (response: ServerResponse) => void): void {
    this.answers.set(path, how);
  }

  at(path: string, type?: string): Received[] {
    return this.got.filter((one) => one.path === path && (type === undefined || one.body.type === type));
  }
}
