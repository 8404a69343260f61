import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { TransformStream, type WritableStream } from 'node:stream/web';
import { MessageChannel } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import type { DrawnPlanner, PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { DrawingHost } from './drawing-host';
import type { Drawing, DrawingThreadData, Drawn, DrawingTask } from './host-protocol';

/** Made by the bundler (scripts/launch/bundle.mjs), beside the program. */
const FILE = 'drawing.worker.js';
/**
 * How far the thread steps back behind all else (see nice(2)): a large planner takes a core for seconds, and people wait
 * for the API meanwhile. With the processor to itself it is as fast as ever. Where it can it steps back further
 * (only-when-idle.ts).
 */
const NICENESS = 19;
/** Planners that are drawn in turns; more wait. They share the fonts. */
const AT_ONCE = 8;
/**
 * Megabytes. A thread that needs more of the first is ended, and not the process. Little room for young objects suits what
 * is drawn: it dies at once or stays to the end, and the process is 40 MB smaller than with V8's own measure.
 */
const MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 12 };
/**
 * A drawing that was given up and has not ended by then is ended with the thread, and all others with it. As long as this,
 * as the thread may have to wait for a core before it hears of it.
 */
const PATIENCE_MS = 60_000;

/**
 * Draws planners in a thread of its own, of the lowest priority (docs/adr/0127). Where the sources run as they are
 * (tests), there is no such file, and no thread.
 */
@Injectable()
export class DrawingThread implements OnApplicationShutdown {
  private threads: Piscina<DrawingTask, Drawn> | undefined;
  protected readonly file: string = join(__dirname, FILE);
  protected readonly patienceMs: number = PATIENCE_MS;
  protected readonly onlyWhenIdle: boolean = true;

  /**
   * @param direct what the thread draws with, for where there is none
   * @param drawing what the thread is told to draw
   */
  writer<Options>(
    direct: PlannerWriter<Options, DrawnPlanner>,
    drawing: (options: Options) => Drawing,
  ): PlannerWriter<Options> {
    return {
      write: (document, options, signal, progress) =>
        existsSync(this.file)
          ? this.written(document, drawing(options), signal, progress)
          : direct.write(document, options, signal, progress),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads?.close({ force: true });
  }

  private written(
    document: PlannerDocument,
    begun: Drawing,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    let pages: number | undefined;
    const produce = async function* (this: DrawingThread): AsyncGenerator<Uint8Array> {
      const file = new TransformStream<Uint8Array, Uint8Array>();
      const drawing = this.draw(document, begun, file.writable, signal, progress);
      // Heard below, once what came before it is read.
      drawing.catch(() => undefined);
      yield* file.readable;
      ({ pages } = await drawing);
    };
    return {
      content: Readable.from(produce.call(this), { objectMode: false, signal }),
      pages: () => pages ?? 0,
    };
  }

  /** Ends or aborts what it writes to. @throws what reading, writing or drawing failed of, or the signal's reason */
  private async draw(
    document: PlannerDocument,
    begun: Drawing,
    to: WritableStream<Uint8Array>,
    signal: AbortSignal,
    progress: WritingProgress,
  ): Promise<Drawn> {
    const writer = to.getWriter();
    // Taken once somebody reads it.
    const host = new DrawingHost(document, (bytes) => writer.write(bytes), progress, signal);
    const { port1: here, port2: port } = new MessageChannel();
    host.listen(here);
    try {
      const { sections: _, ...planner } = document;
      const drawn = await this.run({ ...begun, planner, port }, signal);
      await writer.close();
      return drawn;
    } catch (error) {
      const cause = host.causeOf(error);
      await writer.abort(cause);
      throw cause;
    } finally {
      here.close();
      await host.close();
    }
  }

  /** Without a signal of the pool's: it would give a task that can be ended so a thread of its own. */
  private async run(task: DrawingTask, signal: AbortSignal): Promise<Drawn> {
    const threads = (this.threads ??= this.start());
    let patience: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      patience = setTimeout(() => {
        if (this.threads === threads) this.threads = undefined;
        void threads.destroy();
      }, this.patienceMs);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await threads.run(task, { transferList: [task.port] });
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** It goes after a minute without work, and fonts and memory with it. */
  private start(): Piscina<DrawingTask, Drawn> {
    return new Piscina<DrawingTask, Drawn>({
      filename: this.file,
      name: 'draw',
      minThreads: 0,
      maxThreads: 1,
      concurrentTasksPerWorker: AT_ONCE,
      idleTimeout: 60_000,
      niceIncrement: NICENESS,
      resourceLimits: MEMORY,
      workerData: { onlyWhenIdle: this.onlyWhenIdle } satisfies DrawingThreadData,
    });
  }
}
