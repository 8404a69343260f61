import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Piscina } from 'piscina';
import { ImportReader } from '../../application/imports/ports/import-reader';
import type { ImportFormat, Reading } from '../../domain/imports/reading';
import { readFile } from './read-file';
import { fromPort, inPlace, sendPieces, type PartedOutcome, type PartedTask } from './reading-in-parts';

/** Made by the bundler (scripts/launch/bundle.mjs), beside the program. */
const FILE = 'import.worker.js';
const MAX_WAITING = 8;
const RETRY_AFTER_SECONDS = 5;
/** No file within the bounds takes nearly as long; a thread that does is ended. */
const TIMEOUT_MS = 30_000;
/** A thread that needs more is ended, and not the process. */
const MAX_MEGABYTES = 768;

type Task = PartedTask & { port: MessagePort };
type Threads = Piscina<Task, PartedOutcome>;

/** Reads in a thread of its own. Where the sources run as they are (tests), there is no such file, and no thread. */
@Injectable()
export class PiscinaImportReader extends ImportReader implements OnApplicationShutdown {
  private threads: Threads | undefined;
  private waiting = 0;
  /** Ends when the file before has been read. */
  private turn: Promise<unknown> = Promise.resolve();
  protected readonly file: string = join(__dirname, FILE);
  protected readonly timeoutMs: number = TIMEOUT_MS;
  protected readonly maxMegabytes: number = MAX_MEGABYTES;

  override async read(format: ImportFormat, pieces: readonly Uint8Array[], title?: string): Promise<Reading> {
    if (this.threads || existsSync(this.file)) return this.inThread({ format, title }, pieces);
    const outcome = readFile({ format, bytes: Buffer.concat(pieces), title });
    if ('noText' in outcome) throw noText(outcome);
    return inPlace(outcome.reading);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.close({ force: true });
  }

  private async inThread(task: PartedTask, pieces: readonly Uint8Array[]): Promise<Reading> {
    const threads = (this.threads ??= this.start());
    if (this.waiting > MAX_WAITING) throw busy();
    this.waiting += 1;
    // Its time begins with its turn: nobody's file is refused for what another's took.
    let time: AbortSignal | undefined;
    const { port1: here, port2: port } = new MessageChannel();
    const answer = this.turn.then(async () => {
      await sendPieces(pieces, here);
      time = AbortSignal.timeout(this.timeoutMs);
      return threads.run({ ...task, port }, { signal: time, transferList: [port] });
    });
    this.turn = answer.catch(() => undefined);
    try {
      const outcome = await answer;
      if ('noText' in outcome) throw noText(outcome);
      return fromPort(outcome.reading, here);
    } catch (error) {
      here.close();
      if (error instanceof DomainError || !isTooMuch(error, time)) throw error;
      const problems = [{ line: 1, message: 'there is too much in the file to be read' }];
      return inPlace({ planner: null, problems, problemsCount: 1 });
    } finally {
      this.waiting -= 1;
    }
  }

  /** One: files wait for each other, and nobody else waits for files. */
  private start(): Threads {
    return new Piscina<Task, PartedOutcome>({
      filename: this.file,
      name: 'readFile',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: 60_000,
      resourceLimits: { maxOldGenerationSizeMb: this.maxMegabytes },
    });
  }
}

/** Not where the process stops: then the file is not at fault, and a job is tried again. */
function isTooMuch(error: unknown, time: AbortSignal | undefined): boolean {
  if (!(error instanceof Error)) return false;
  return time?.aborted === true || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
}

function noText({ noText: why }: { noText: string }): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', why);
}

function busy(): DomainError<ErrorCode> {
  const message = 'Too many files are read at once; please try again shortly';
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, undefined, RETRY_AFTER_SECONDS);
}
