import { lookup, Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';

const TIMEOUT_MS = 3000;
/** However many tries the machine makes: somebody waits for the answer, perhaps with a transaction open. */
const LONGEST_MS = 5000;

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

  /** Every address, of both families; none where the name is unknown, or where nobody says so in time. */
  async addressesOf(host: string): Promise<string[]> {
    const timer = new AbortController();
    const tooLate = sleep(LONGEST_MS, [], { signal: timer.signal, ref: false }).catch(() => []);
    try {
      return await Promise.race([this.found(host), tooLate]);
    } finally {
      timer.abort();
    }
  }

  private async found(host: string): Promise<string[]> {
    const { resolver } = this;
    const answers = resolver
      ? await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
      : await Promise.allSettled([
          lookup(host, { all: true }).then((entries) => entries.map(({ address }) => address)),
        ]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}
