import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { ConfigValues } from '../config';
import { Mailer, type Mail } from './mailer';

/** Longer than the longest pause between two tries of a job. */
const REMEMBER_SECONDS = 24 * 3600;
/** Between tries to remember: a command may be lost while Redis is well, on a busy machine. */
const PAUSES_MS = [100, 400, 1500, 5000];

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
    // Whoever asked is to note it at once; it is gone on with meanwhile.
    if (!(await this.remembers(key))) void this.insist(key);
  }

  private async remembers(key: string): Promise<boolean> {
    return this.redis.set(key, '1', 'EX', REMEMBER_SECONDS).then(
      () => true,
      () => false,
    );
  }

  private async insist(key: string): Promise<void> {
    for (const pause of PAUSES_MS) {
      await sleep(pause, undefined, { ref: false });
      if (await this.remembers(key)) return;
    }
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
