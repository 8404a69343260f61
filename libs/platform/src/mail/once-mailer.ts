import { createHash, randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { ConfigValues } from '../config';
import type { RequestContext } from '../context';
import { PostponeJob } from '../queue/postpone-job';
import { Mailer, type Mail } from './mailer';

/** Longer than the longest pause between two tries of a job. */
const REMEMBER_SECONDS = 24 * 3600;
/** A mail that was begun by a process which says nothing any more goes to the next try, after so long. */
const HELD_MS = 30_000;
/** How often a process says that it is at a mail, and tries again to note one that was taken. */
const TELL_MS = 1000;
/** Until a mail is looked at again that cannot be sent just now. */
const LATER_MS = 2000;
/** Lets go of what is one's own: another may have it by now. */
const LET_GO = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;
/** Mails that a process knows of by itself, whatever becomes of Redis; the oldest are forgotten first. */
const KNOWN = 10_000;

/**
 * Sends each mail once, although whoever asked for it may not be able to note that it went out, as PostgreSQL was
 * away just then, and asks again, here or in another process.
 *
 * Before the server gets a mail, the process says in Redis that it is at it, and goes on saying so until it has noted
 * there that the mail was taken. Where it cannot, nothing is sent: Redis has the queues as well, so the job waits. Once
 * more goes out only what the server had taken when the process died before noting it, or when the answer was lost
 * (RFC 1047); a mail is never lost.
 */
export class OnceMailer extends Mailer implements OnApplicationShutdown {
  private readonly me = randomUUID();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly known = new Set<string>();
  /** Taken by the server, and not yet noted in Redis. */
  private readonly untold = new Set<string>();
  private teller: NodeJS.Timeout | undefined;

  constructor(
    private readonly mailer: Mailer & Partial<OnApplicationShutdown>,
    private readonly redis: Redis,
    private readonly config: Pick<ConfigValues, 'REDIS_PREFIX'>,
    private readonly heldMs = HELD_MS,
  ) {
    super();
  }

  /** A try that was given up by its queue may still be at it: the next one waits for the same end. */
  send(context: RequestContext, mail: Mail): Promise<void> {
    const key = keyOf(mail);
    const begun = this.underWay.get(key);
    if (begun) return begun;
    const sending = this.once(context, key, mail).finally(() => this.underWay.delete(key));
    this.underWay.set(key, sending);
    this.teller ??= setInterval(() => this.tell(), TELL_MS).unref();
    return sending;
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.teller);
    await Promise.all([...this.untold].map((key) => this.note(key)));
    await this.mailer.onApplicationShutdown?.();
  }

  private async once(context: RequestContext, key: string, mail: Mail): Promise<void> {
    if (this.known.has(key) || (await this.wasTaken(key))) return;
    try {
      await this.mailer.send(context, mail);
    } catch (error) {
      this.letGo(key);
      throw error;
    }
    this.remember(key);
    await this.note(key);
  }

  /** @throws PostponeJob where another process is at it, or nobody can tell */
  private async wasTaken(key: string): Promise<boolean> {
    // In this order: whoever was at it before has noted it first.
    const asked = [
      this.redis.set(this.held(key), this.me, 'PX', this.heldMs, 'NX'),
      this.redis.exists(this.sent(key)),
      this.redis.get(this.held(key)),
    ] as const;
    const [, taken, holder] = await Promise.all(asked).catch(() => {
      this.letGo(key);
      throw new PostponeJob(LATER_MS, 'Nobody can tell just now whether the mail was sent');
    });
    if (taken === 1) return true;
    if (holder !== this.me) throw new PostponeJob(LATER_MS, 'Another worker is at this mail');
    return false;
  }

  /** Where that is lost, others wait until they hear no more of it. */
  private letGo(key: string): void {
    this.redis.eval(LET_GO, 1, this.held(key), this.me).catch(() => undefined);
  }

  private remember(key: string): void {
    this.untold.add(key);
    this.known.add(key);
    const [oldest] = this.known;
    if (oldest !== undefined && this.known.size > KNOWN) this.known.delete(oldest);
  }

  private async note(key: string): Promise<void> {
    const noted = this.redis.set(this.sent(key), '1', 'EX', REMEMBER_SECONDS);
    await noted.then(
      () => this.untold.delete(key),
      () => undefined,
    );
  }

  private tell(): void {
    for (const key of this.untold) void this.note(key);
    const open = new Set([...this.underWay.keys(), ...this.untold]);
    for (const key of open) this.redis.pexpire(this.held(key), this.heldMs).catch(() => undefined);
    if (open.size > 0) return;
    clearInterval(this.teller);
    this.teller = undefined;
  }

  private held(key: string): string {
    return `${this.config.REDIS_PREFIX}:mail-held:${key}`;
  }

  private sent(key: string): string {
    return `${this.config.REDIS_PREFIX}:mail-sent:${key}`;
  }
}

/** Addresses are nobody's business in Redis. */
function keyOf({ id, to }: Mail): string {
  return `${id}:${createHash('sha256').update(to).digest('base64url')}`;
}
