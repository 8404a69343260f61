import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Piscina } from 'piscina';
import { ImportReader } from '../../application/imports/ports/import-reader';
import type { ImportFormat, Reading } from '../../domain/imports/reading';
import { readFile, type ReadOutcome, type ReadTask } from './read-file';
import { gathered, type PartedOutcome } from './reading-in-parts';

/** Made by the bundler (scripts/launch/bundle.mjs), beside the program. */
const FILE = 'import.worker.js';
const MAX_WAITING = 8;
const RETRY_AFTER_SECONDS = 5;
/** No file within the bounds takes nearly as long; a thread that does is ended. */
const TIMEOUT_MS = 30_000;
/** A thread that needs more is ended, and not the process. */
const MAX_MEGABYTES = 768;

type Threads = Piscina<ReadTask & { port: MessagePort }, PartedOutcome>;

/** Reads in a thread of its own. Where the sources run as they are (tests), there is no such file, and no thread. */
@Injectable()
export class PiscinaImportReader extends ImportReader implements OnApplicationShutdown {
  private threads: Threads | undefined;
  private waiting = 0;
  /** Ends when the file before has been read. */
  private turn: Promise<unknown> = Promise.resolve();
  protected readonly file: string = join(__dirname, FILE);
  protected readonly timeoutMs: number = TIMEOUT_MS;

  override async read(format: ImportFormat, bytes: Uint8Array, title?: string): Promise<Reading> {
    const outcome = await this.run({ format, bytes, title });
    if ('reading' in outcome) return outcome.reading;
    throw new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', outcome.noText);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.close({ force: true });
  }

  private async run(task: ReadTask): Promise<ReadOutcome> {
    if (!this.threads && !existsSync(this.file)) return readFile(task);
    this.threads ??= this.start();
    if (this.waiting > MAX_WAITING) throw busy();
    this.waiting += 1;
    const { threads } = this;
    // Its time begins with its turn: nobody's file is refused for what another's took.
    let time: AbortSignal | undefined;
    const { port1: here, port2: port } = new MessageChannel();
    const outcome = this.turn.then(() => {
      time = AbortSignal.timeout(this.timeoutMs);
      return threads.run({ ...task, port }, { signal: time, transferList: [port] });
    });
    this.turn = outcome.catch(() => undefined);
    try {
      return await gathered(await outcome, here);
    } catch (error) {
      const tooMuch =
        error instanceof Error &&
        // Not where the process stops: then the file is not at fault, and a job is tried again.
        (time?.aborted === true || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'));
      if (!tooMuch) throw error;
      const problems = [{ line: 1, message: 'there is too much in the file to be read' }];
      return { reading: { planner: null, problems, problemsCount: 1 } };
    } finally {
      here.close();
      this.waiting -= 1;
    }
  }

  /** One: files wait for each other, and nobody else waits for files. */
  private start(): Threads {
    return new Piscina<ReadTask & { port: MessagePort }, PartedOutcome>({
      filename: this.file,
      name: 'readFile',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
    });
  }
}

function busy(): DomainError<ErrorCode> {
  const message = 'Too many files are read at once; please try again shortly';
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, undefined, RETRY_AFTER_SECONDS);
}
