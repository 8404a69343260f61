import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Piscina } from 'piscina';
import { Config } from '../config';

/** bcrypt looks at no byte after this one. */
export const MAX_PASSWORD_BYTES = 72;
/** How far the threads step back behind the one that serves requests (see nice(2)). */
const NICENESS = 10;
/** Hashes that may wait for each thread; one that comes later would wait for more than five seconds. */
const QUEUE_PER_THREAD = 32;
const RETRY_AFTER_SECONDS = 5;
/** Salt and digest of a hash of nothing that anybody can type. */
const DUMMY = 'LvDqyyEt5hSDLAtzGokBJeH8xDKD8kfx14iZwmUGS5JNmbivKFxvu';

type Task = { password: string; cost: number } | { password: string; hash: string };

/**
 * bcrypt in threads of their own, at low priority, so that a burst of sign-ins does not stall other
 * requests. A password longer than bcrypt can see is never hashed and never right.
 */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  private threads: Piscina<Task, string | boolean> | undefined;

  /** What today's hashes begin with. */
  private readonly prefix: string;

  constructor(private readonly config: Config) {
    this.prefix = `$2b$${config.BCRYPT_COST}$`;
  }

  /**
   * The hash to store.
   * @throws DomainError WEAK_PASSWORD over 72 bytes of UTF-8, SERVICE_UNAVAILABLE when too many are waiting.
   */
  async hash(password: string): Promise<string> {
    if (!fits(password)) {
      throw new DomainError<ErrorCode>(
        'WEAK_PASSWORD',
        `The password must be at most ${MAX_PASSWORD_BYTES} bytes long`,
      );
    }
    return String(await this.run({ password, cost: this.config.BCRYPT_COST }));
  }

  /**
   * Whether the password belongs to the hash. It takes as long without a hash, and says false.
   * @throws DomainError SERVICE_UNAVAILABLE when too many are waiting.
   */
  async verify(password: string, hash: string | null | undefined): Promise<boolean> {
    const same = await this.run({ password, hash: hash ?? `${this.prefix}${DUMMY}` });
    return same === true && typeof hash === 'string' && fits(password);
  }

  /** Whether the hash was made at another cost than today's, and is to be renewed at the next sign-in. */
  isOutdated(hash: string): boolean {
    return !hash.startsWith(this.prefix);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.close({ force: true });
  }

  private async run(task: Task): Promise<string | boolean> {
    // Started with the first password: commands that need none have no threads.
    this.threads ??= new Piscina<Task, string | boolean>({
      filename: join(__dirname, 'password-hash.worker.js'),
      minThreads: 1,
      maxThreads: this.config.BCRYPT_THREADS,
      idleTimeout: 60_000,
      maxQueue: this.config.BCRYPT_THREADS * QUEUE_PER_THREAD,
      niceIncrement: NICENESS,
    });
    if (this.threads.queueSize >= this.threads.options.maxQueue) throw busy();
    return this.threads.run(task);
  }
}

function fits(password: string): boolean {
  return Buffer.byteLength(password, 'utf8') <= MAX_PASSWORD_BYTES;
}

function busy(): DomainError<ErrorCode> {
  const message = 'Too many sign-ins at once; please try again shortly';
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, undefined, RETRY_AFTER_SECONDS);
}
