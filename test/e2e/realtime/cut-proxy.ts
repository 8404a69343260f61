import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A network between a client and the API that can break: the client sees its connection go, and the API, as with a
 * phone that leaves the house, sees nothing of it.
 */
export class CutProxy {
  private readonly pairs: { client: Socket; upstream: Socket }[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<CutProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port');
    const proxy = new CutProxy(server, `http://127.0.0.1:${address.port}`);
    server.on('connection', (client) => proxy.join(client, Number(new URL(target).port)));
    return proxy;
  }

  cut(): void {
    for (const { client, upstream } of this.pairs) {
      client.unpipe(upstream);
      upstream.unpipe(client);
      upstream.resume();
      client.destroy();
    }
  }

  close(): void {
    this.server.close();
    for (const { client, upstream } of this.pairs.splice(0)) {
      client.destroy();
      upstream.destroy();
    }
  }

  private join(client: Socket, port: number): void {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream, { end: false });
    upstream.pipe(client, { end: false });
    this.pairs.push({ client, upstream });
  }
}
