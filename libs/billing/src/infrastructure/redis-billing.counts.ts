import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config, LOGGER, REDIS, type PinoLogger } from '@almanac/platform';
import { BillingCounts } from '../application/ports/billing-counts';

/** Workers have no page of metrics: the sums lie in Redis, and the API shows them. */
@Injectable()
export class RedisBillingCounts extends BillingCounts {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    super();
  }

  override add(name: string, ...labels: readonly string[]): void {
    this.redis
      .hincrby(this.key, [name, ...labels].join('/'), 1)
      .catch((error: unknown) => this.logger.debug({ err: error }, 'a count of billing is lost'));
  }

  override async read(name: string): Promise<{ labels: string[]; count: number }[]> {
    return Object.entries(await this.redis.hgetall(this.key))
      .map(([field, count]) => ({ path: field.split('/'), count: Number(count) }))
      .filter(({ path }) => path[0] === name)
      .map(({ path: [, ...labels], count }) => ({ labels, count }));
  }

  private get key(): string {
    return `${this.config.REDIS_PREFIX}:billing:counts`;
  }
}
