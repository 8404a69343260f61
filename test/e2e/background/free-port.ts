import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of loopback that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('No port could be had');
  return address.port;
}
