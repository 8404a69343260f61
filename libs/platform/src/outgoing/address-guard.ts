import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { HostResolver } from './host-resolver';
import { AddressRefusedError } from './outgoing-errors';
import { isPublicAddress } from './public-address';

/** Where a connection is to go. */
export interface Destination {
  /** As `URL` writes it: numbers in their usual form, IPv6 in brackets. */
  hostname: string;
  port: number;
}

const NOT_PUBLIC = 'It leads to an address that is not public';
const UNKNOWN = 'Its host does not resolve to an address';
const LONGEST_URL = 2048;

/**
 * Decides which of the addresses that people give this server may call (spec: reliability.md, "Files and
 * addresses"). It is asked when such an address is kept, and again by every connection: what was found then
 * may be another thing by now, and the connection goes to the very address that was looked at.
 */
@Injectable()
export class AddressGuard {
  /** `host:port` that the operator allows by name, wherever it leads, and without TLS, too. */
  private readonly allowed: ReadonlySet<string>;

  constructor(
    config: Config,
    private readonly resolver: HostResolver,
  ) {
    this.allowed = new Set(config.WEBHOOK_ALLOWED_HOSTS.map((entry) => entry.toLowerCase()));
  }

  /**
   * The address as it is to be kept.
   * @throws AddressRefusedError that says why, and nothing of what is behind it
   */
  async check(text: string): Promise<URL> {
    const url = this.parse(text);
    // What the operator names may be known to the worker alone.
    if (!this.isAllowed(destinationOf(url))) await this.addressesFor(destinationOf(url));
    return url;
  }

  /**
   * What can be said of an address without asking anybody.
   * @throws AddressRefusedError
   */
  parse(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || text.length > LONGEST_URL) throw new AddressRefusedError('It is not a URL');
    if (url.username !== '' || url.password !== '')
      throw new AddressRefusedError('It may not hold a user name or password');
    if (url.protocol === 'https:') return url;
    if (url.protocol === 'http:' && this.isAllowed(destinationOf(url))) return url;
    throw new AddressRefusedError('It must begin with https://');
  }

  /**
   * The addresses that a connection may go to; each of them is allowed.
   * @throws AddressRefusedError where one is not: a name with a public and a private address is a trick
   */
  async addressesFor(destination: Destination): Promise<string[]> {
    const host = destination.hostname.replace(/^\[|\]$/g, '');
    if (this.isAllowed(destination)) return isIP(host) ? [host] : this.resolved(host);
    if (host.endsWith('.')) throw new AddressRefusedError('Its host may not end with a dot');
    const addresses = isIP(host) ? [host] : await this.resolved(host);
    if (!addresses.every(isPublicAddress)) throw new AddressRefusedError(NOT_PUBLIC);
    return addresses;
  }

  private async resolved(host: string): Promise<string[]> {
    const addresses = await this.resolver.addressesOf(host);
    if (addresses.length === 0) throw new AddressRefusedError(UNKNOWN);
    return addresses;
  }

  private isAllowed({ hostname, port }: Destination): boolean {
    return this.allowed.has(`${hostname.toLowerCase()}:${port}`);
  }
}

function destinationOf({ hostname, port, protocol }: URL): Destination {
  return { hostname, port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port) };
}
