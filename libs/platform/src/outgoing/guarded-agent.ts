import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { AddressGuard } from './address-guard';

/**
 * Connections to addresses that people gave. Each asks the guard itself, as late as can be, and the socket is
 * handed the addresses that the guard has seen: it looks up no name, so no second answer of a DNS server counts.
 */
export function guardedAgent(guard: AddressGuard, connectTimeoutMs: number): Agent {
  const connect: buildConnector.connector = (options, callback) => {
    const port = options.port === '' ? (options.protocol === 'http:' ? 80 : 443) : Number(options.port);
    const { hostname } = options;
    guard.addressesFor({ hostname: isIPv6(hostname) ? `[${hostname}]` : hostname, port }).then(
      (addresses) => connectorTo(addresses, connectTimeoutMs)(options, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error('refused'), null),
    );
  };
  // A kept connection goes to an address that was allowed; a short life lets changes of DNS count soon.
  return new Agent({ connect, keepAliveTimeout: 2000, keepAliveMaxTimeout: 10_000 });
}

function connectorTo(addresses: readonly string[], timeout: number): buildConnector.connector {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, options, done) => {
    const fitting = options.family ? found.filter(({ family }) => family === options.family) : found;
    const [first] = fitting.length > 0 ? fitting : found;
    if (options.all) done(null, fitting.length > 0 ? fitting : found);
    else done(null, first?.address ?? '', first?.family ?? 4);
  };
  return buildConnector({ lookup, timeout, autoSelectFamily: true });
}
