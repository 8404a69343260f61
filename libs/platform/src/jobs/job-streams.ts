import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlMessages, type ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, type Id } from '@almanac/kernel';
import { Config } from '../config';
import { Authenticator } from '../http/authenticator';
import { LOGGER, type PinoLogger } from '../logging';
import { JobChanges } from './job-changes';
import { hasEnded } from './job-status';
import { JobStream, type StreamReader } from './job-stream';
import { JobViews } from './job-views';

/** What a stream is open to, as the other ways to look at a job are. */
export const STREAM_ACCESS = ['read:own-profile'] as const;

/** Hints that come close together cost one look. */
const GATHER_MS = 50;
/** How often all jobs that are watched are looked at without a hint: these are lost while Redis is away. */
const LOOK_MS = 3000;
const BEAT_MS = 15_000;
/** Time for clients to read the end at shutdown. */
const FAREWELL_MS = 500;
/** How often sign-ins are asked about without an order. */
const RECHECK_MS = 30_000;

/**
 * The streams of this process. However many there are, they hold no connection to PostgreSQL, and share one to Redis:
 * hints say which jobs to look at, and one statement reads all that have changed.
 */
@Injectable()
export class JobStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly streams = new Set<JobStream>();
  private readonly timers: NodeJS.Timeout[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopping = false;
  private heedingOrders = false;

  constructor(
    private readonly views: JobViews,
    private readonly changes: JobChanges,
    private readonly authenticator: Authenticator,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.every(LOOK_MS, () => this.lookAt(this.streams));
    this.every(BEAT_MS, () => {
      for (const stream of this.streams) stream.beat();
    });
    this.every(RECHECK_MS, () => void this.recheck([...this.streams]));
    this.every(1000, () => {
      for (const stream of this.streams) this.endIfExpired(stream);
    });
  }

  /** Clients come back by themselves, to a process that goes on. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.gathering);
    const open = [...this.streams];
    if (open.length === 0) return;
    const closed = Promise.all(open.map((stream) => once(stream.content, 'close')));
    for (const stream of open) stream.end('the server restarts');
    await Promise.race([closed, sleep(FAREWELL_MS, undefined, { ref: false })]);
    // The server would wait for those who do not read.
    for (const stream of open) stream.content.destroy();
  }

  /**
   * Opens a stream that begins with the job as it is. Undefined where it has ended, and the client knows: there is
   * nothing to come back for.
   * @param lastRevision of the last event that the client has seen; 0 for none
   * @throws DomainError NOT_FOUND, FORBIDDEN, RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  async open(jobId: Id, reader: StreamReader, lastRevision: number): Promise<JobStream | undefined> {
    if (this.stopping) throw new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', 'The server restarts', {}, 1);
    this.refuseTooMany(reader);
    const stream = new JobStream(jobId, reader, lastRevision);
    // Before the job is read: a change in between is heard.
    this.admit(stream);
    try {
      const [now] = await this.views.seeMany([{ jobId, principal: reader.principal }]);
      if (!now) throw await this.views.unseen(reader.principal.userId, jobId);
      if (hasEnded(now.job.status) && now.revision === lastRevision) {
        stream.content.destroy();
        return undefined;
      }
      stream.begin(now);
      return stream;
    } catch (error) {
      stream.content.destroy();
      throw error;
    }
  }

  private admit(stream: JobStream): void {
    this.streams.add(stream);
    const forget = this.changes.listen(stream.jobId, ['state', 'progress'], () => this.lookAt([stream]));
    if (this.streams.size === 1) this.heedOrders();
    stream.whenClosed(() => {
      forget();
      this.streams.delete(stream);
    });
  }

  private refuseTooMany({ principal }: StreamReader): void {
    const most = this.config.MAX_JOB_STREAMS;
    let open = 0;
    for (const { reader } of this.streams) if (reader.principal.userId === principal.userId) open += 1;
    if (open < most) return;
    const message = `A user may have ${most} streams open; close one of the others`;
    throw new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', message, { limit: most }, 5);
  }

  private lookAt(streams: Iterable<JobStream>): void {
    for (const stream of streams) stream.dirty = true;
    if (this.stopping || this.gathering || this.looking) return;
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      this.looking = this.look().finally(() => {
        this.looking = undefined;
        // What was said meanwhile.
        if ([...this.streams].some(({ dirty }) => dirty)) this.lookAt([]);
      });
    }, GATHER_MS);
  }

  private async look(): Promise<void> {
    const streams = [...this.streams].filter(({ dirty }) => dirty);
    for (const stream of streams) stream.dirty = false;
    if (streams.length === 0) return;
    try {
      const wanted = streams.map(({ jobId, reader }) => ({ jobId, principal: reader.principal }));
      const seen = new Map((await this.views.seeMany(wanted)).map((job) => [job.id, job]));
      for (const stream of streams) {
        const job = seen.get(stream.jobId);
        if (job) stream.tell(job);
        else stream.end('the job is gone');
      }
    } catch (error) {
      // The next look finds what this one did not.
      this.logger.warn(
        { err: error, streams: streams.length },
        'jobs could not be looked at for their streams',
      );
    }
  }

  private heedOrders(): void {
    if (this.heedingOrders) return;
    this.heedingOrders = true;
    this.changes.listenToOrders((text) => {
      try {
        this.heed(text);
      } catch (error) {
        this.logger.error({ err: error }, 'an order to this process is broken');
      }
    });
  }

  private heed(text: string): void {
    if (text === '') {
      void this.recheck([...this.streams]);
      return;
    }
    const { type, data } = JSON.parse(text) as { type: string; data: unknown };
    if (type === 'sessions-ended') {
      const { sessionIds } = controlMessages[type].parse(data);
      const ended = new Set(sessionIds);
      for (const stream of this.streams) {
        const { sessionId, apiKeyId } = stream.reader.principal;
        if ([sessionId, apiKeyId].some((id) => id !== undefined && ended.has(id))) stream.end(SIGNED_OUT);
      }
    } else if (type === 'authorisation-changed') {
      const { userId } = controlMessages[type].parse(data);
      void this.recheck(
        [...this.streams].filter(({ reader }) => userId === null || concerns(reader, userId)),
      );
    }
  }

  /** Whether those sign-ins still hold, and may still do this. */
  private async recheck(streams: readonly JobStream[]): Promise<void> {
    for (const stream of streams) {
      const { identity, ip } = stream.reader;
      try {
        const principal = this.authenticator.fromState(await this.authenticator.loadState(identity), ip);
        const allowed =
          principal !== undefined &&
          !principal.mustSetUpMfa &&
          missingPermissions(principal.permissions, STREAM_ACCESS).length === 0;
        if (!allowed) stream.end(SIGNED_OUT);
        // A job may need more than the stream does: whether it may still be seen is asked for who they are now.
        else stream.reader.principal = principal;
      } catch (error) {
        if (error instanceof DomainError) stream.end(SIGNED_OUT);
        else this.logger.warn({ err: error }, 'the sign-in of a stream could not be checked anew');
      }
    }
    this.lookAt(streams);
  }

  private endIfExpired(stream: JobStream): void {
    const { identity, principal } = stream.reader;
    const until = identity.expiresAt ?? principal.keyExpiresAt;
    if (until !== undefined && until <= Date.now()) stream.end(SIGNED_OUT);
  }

  private every(ms: number, task: () => void): void {
    const timer = setInterval(() => {
      if (this.streams.size > 0) task();
    }, ms);
    timer.unref();
    this.timers.push(timer);
  }
}

const SIGNED_OUT = 'the sign-in has ended';

function concerns({ principal }: StreamReader, userId: Id): boolean {
  return principal.userId === userId || principal.impersonatorId === userId;
}
