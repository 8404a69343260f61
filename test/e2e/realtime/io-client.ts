import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';

export interface IoClientOptions {
  query?: Record<string, string>;
  transports?: string[];
}

interface Heard {
  name: string;
  body: Record<string, unknown>;
}

/** A client of Socket.IO that keeps all it hears. */
export class IoClient {
  readonly heard: Heard[] = [];
  disconnected: string | undefined;
  refused: (Error & { data?: { success: boolean; error: { code: string } } }) | undefined;

  private constructor(readonly socket: Socket) {
    socket.onAny((name: string, body: Record<string, unknown>) => this.heard.push({ name, body }));
    socket.on('disconnect', (reason) => (this.disconnected = reason));
    socket.on('connect_error', (error) => (this.refused = error));
  }

  static open(url: string, token?: string, options: IoClientOptions = {}): IoClient {
    const { query, transports = ['websocket'] } = options;
    return new IoClient(
      io(`${url}/ws`, {
        forceNew: true,
        reconnection: false,
        transports,
        ...(token === undefined ? {} : { auth: { token } }),
        ...(query === undefined ? {} : { query }),
      }),
    );
  }

  static async signedIn(url: string, token: string, options: IoClientOptions = {}): Promise<IoClient> {
    const client = IoClient.open(url, token, options);
    await client.until(() => client.socket.connected);
    return client;
  }

  async ask(
    name: string,
    body?: unknown,
  ): Promise<{ success: boolean; data?: unknown; error?: { code: string } }> {
    return this.socket.timeout(5000).emitWithAck(name, body) as Promise<{ success: boolean }>;
  }

  async next(
    name: string,
    fits: (body: Record<string, unknown>) => boolean = () => true,
  ): Promise<Record<string, unknown>> {
    await this.until(() => this.heard.some((message) => message.name === name && fits(message.body)));
    return this.heard.find((message) => message.name === name && fits(message.body))?.body ?? {};
  }

  async until(condition: () => boolean, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!condition()) {
      if (Date.now() > deadline)
        throw new Error(`Not seen; heard: ${this.heard.map(({ name }) => name).join(', ')}`);
      await sleep(10);
    }
  }

  /** Comes back by itself in production; here when the test says so, and to that address. */
  async comeBackTo(url: string): Promise<void> {
    await this.until(() => !this.socket.connected);
    this.refused = undefined;
    Reflect.set(this.socket.io, 'uri', url);
    this.socket.connect();
    await this.until(() => this.socket.connected || this.refused !== undefined);
  }

  close(): void {
    this.socket.disconnect();
  }
}
