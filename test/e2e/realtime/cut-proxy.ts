import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A network between a client and a server that can break. `cut`: the client sees its connections go, and the server, as
 * with a phone that leaves the house, sees nothing of it. `fail`: as if the server were gone, until `mend`.
 */
export class CutProxy {
  private readonly pairs: { client: Socket; upstream: Socket }[] = [];
  private failing = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: string): Promise<CutProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port');
    const proxy = new CutProxy(server, address.port);
    server.on('connection', (client) => proxy.join(client, Number(new URL(target).port)));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  cut(): void {
    for (const { client, upstream } of this.pairs) {
      client.unpipe(upstream);
      upstream.unpipe(client);
      upstream.resume();
      client.destroy();
    }
  }

  fail(): void {
    this.failing = true;
    this.end();
  }

  mend(): void {
    this.failing = false;
  }

  close(): void {
    this.server.close();
    this.end();
  }

  private end(): void {
    for (const { client, upstream } of this.pairs.splice(0)) {
      client.destroy();
      upstream.destroy();
    }
  }

  private join(client: Socket, port: number): void {
    client.on('error', () => undefined);
    if (this.failing) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    upstream.on('error', () => undefined);
    client.pipe(upstream, { end: false });
    upstream.pipe(client, { end: false });
    this.pairs.push({ client, upstream });
  }
}
