import { PassThrough, type Readable } from 'node:stream';
import type { Id } from '@almanac/kernel';
import type { Principal } from '../context';
import type { ClaimedIdentity } from '../http/authenticator';
import type { WatchedJob } from './job-views';
import { hasEnded } from './job-status';

/** Who reads a stream, and by what they signed in. */
export interface StreamReader {
  principal: Principal;
  identity: ClaimedIdentity;
  ip: string | undefined;
}

/** A client that lost its connection comes back after so long, in milliseconds. */
const RETRY_MS = 2000;
/** What waits for a slow reader, in bytes, before it is dropped; a job is a few hundred. */
const MOST_WAITING = 64 * 1024;

/** One open stream of server-sent events (WHATWG HTML section 9.2): what one client is told of one job. */
export class JobStream {
  private readonly out = new PassThrough({ highWaterMark: MOST_WAITING });
  private lastRevision: number;
  /** Set while it has to be looked up. */
  dirty = false;

  /** @param lastRevision what the client has seen before it lost its connection; 0 for nothing */
  constructor(
    readonly jobId: Id,
    readonly reader: StreamReader,
    lastRevision: number,
  ) {
    this.lastRevision = lastRevision;
    // A client that goes away is no error.
    this.out.on('error', () => undefined);
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  get content(): Readable {
    return this.out;
  }

  get isOpen(): boolean {
    return !this.out.destroyed && !this.out.writableEnded;
  }

  whenClosed(listener: () => void): void {
    this.out.once('close', listener);
  }

  /** The job as it is, unless the client has seen just that. */
  begin(now: WatchedJob): void {
    // A number that is higher than any we gave is not of this job.
    if (this.lastRevision > now.revision) this.lastRevision = 0;
    this.tell(now);
  }

  /** Nothing is said twice; after what is final the stream ends. */
  tell({ revision, job }: WatchedJob): void {
    if (revision > this.lastRevision) {
      this.lastRevision = revision;
      this.write(`id: ${revision}\ndata: ${JSON.stringify(job)}\n\n`);
    }
    if (hasEnded(job.status)) this.end();
  }

  /** A comment: proxies and clients see that somebody is there. */
  beat(): void {
    this.write(': still here\n\n');
  }

  /** @param why a comment, for people who look */
  end(why?: string): void {
    if (!this.isOpen) return;
    if (why !== undefined) this.write(`: ${why}\n\n`);
    this.out.end();
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    // Memory must not grow for somebody who does not read.
    if (this.out.writableLength + this.out.readableLength > MOST_WAITING) this.out.destroy();
    else this.out.write(text);
  }
}
