import { lookup, Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';

const TIMEOUT_MS = 3000;

/** Finds the addresses of a name: as the machine does, or by the DNS servers of the configuration. */
@Injectable()
export class HostResolver {
  private readonly resolver: Resolver | undefined;

  constructor(config: Config) {
    const servers = config.OUTGOING_DNS_SERVERS;
    if (servers.length === 0) return;
    this.resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    this.resolver.setServers(servers);
  }

  /** Every address, of both families; none where the name is unknown. */
  async addressesOf(host: string): Promise<string[]> {
    const { resolver } = this;
    const found = resolver
      ? await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
      : await Promise.allSettled([
          lookup(host, { all: true }).then((entries) => entries.map(({ address }) => address)),
        ]);
    return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}
