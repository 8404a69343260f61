/** Free TCP ports on the loopback address. */
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

/** Why nothing can listen on host:port (EADDRINUSE, EACCES, EADDRNOTAVAIL …), or undefined when it can. */
export function problemWith(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

export async function isFree(port, host) {
  return (await problemWith(port, host)) === undefined;
}

/**
 * The preferred port when it is free, else a random free one. Stays under 32768, where Linux begins to hand out
 * ports for outgoing connections, so that a remembered port is likely to be free the next time too.
 */
export async function pickPort(preferred) {
  if (Number.isInteger(preferred) && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
  throw new Failure('No free port was found on 127.0.0.1 between 20000 and 32000.');
}
