import { createHash } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { ConfigValues } from '../config';
import { Mailer, type Mail } from './mailer';

/** Longer than the longest pause between two tries of a job. */
const REMEMBER_SECONDS = 24 * 3600;

/**
 * Remembers in Redis which mails the server has taken. Whoever asked for one may not be able to note that it was sent,
 * as PostgreSQL went away just then, and asks again. Without Redis nothing is remembered, and the mail goes out.
 */
export class OnceMailer extends Mailer implements OnApplicationShutdown {
  constructor(
    private readonly mailer: Mailer & Partial<OnApplicationShutdown>,
    private readonly redis: Redis,
    private readonly config: Pick<ConfigValues, 'REDIS_PREFIX'>,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    const key = this.keyOf(mail);
    if ((await this.redis.exists(key).catch(() => 0)) === 1) return;
    await this.mailer.send(mail);
    await this.redis.set(key, '1', 'EX', REMEMBER_SECONDS).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.mailer.onApplicationShutdown?.();
  }

  /** Addresses are nobody's business in Redis. */
  private keyOf({ id, to }: Mail): string {
    const address = createHash('sha256').update(to).digest('base64url');
    return `${this.config.REDIS_PREFIX}:mail-sent:${id}:${address}`;
  }
}
