import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { TransformStream, type WritableStream } from 'node:stream/web';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DrawnPlanner, PlannerDocument } from '../../domain/planner-document';
import type { PlannerWriter, WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { DrawingChild } from './drawing-child';
import { DrawingHost } from './drawing-host';
import type { Drawing, DrawingTask, Drawn } from './host-protocol';

/** Made by the bundler (scripts/launch/bundle.mjs), beside the program. */
const FILE = 'drawing.main.js';
/**
 * A drawing that was given up and has not ended by then is ended with the process, and all others with it. As long as this,
 * as the process may have to wait for a core before it hears of it.
 */
const PATIENCE_MS = 60_000;
/** Without work for so long it goes, and fonts and memory with it. */
const IDLE_MS = 60_000;

/**
 * Draws planners in a process of its own, of the lowest priority (docs/adr/0144). Where the sources run as they are
 * (tests), there is no such file, and no process.
 */
@Injectable()
export class DrawingProcess implements OnApplicationShutdown {
  private child: DrawingChild | undefined;
  protected readonly file: string = join(__dirname, FILE);
  protected readonly patienceMs: number = PATIENCE_MS;
  protected readonly idleMs: number = IDLE_MS;
  protected readonly givesWay: boolean = true;

  /**
   * @param direct what the process draws with, for where there is none
   * @param drawing what the process is told to draw
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
    await this.child?.end();
  }

  private written(
    document: PlannerDocument,
    begun: Drawing,
    signal: AbortSignal,
    progress: WritingProgress,
  ): WrittenPlanner {
    let pages: number | undefined;
    const produce = async function* (this: DrawingProcess): AsyncGenerator<Uint8Array> {
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
    try {
      const { sections: _, ...planner } = document;
      const drawn = await this.run({ ...begun, planner }, host, signal);
      await writer.close();
      return drawn;
    } catch (error) {
      const cause = host.causeOf(error);
      await writer.abort(cause);
      throw cause;
    } finally {
      await host.close();
    }
  }

  private async run(task: DrawingTask, host: DrawingHost, signal: AbortSignal): Promise<Drawn> {
    const child = this.running();
    let patience: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      patience = setTimeout(() => void child.end(), this.patienceMs);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await child.draw(task, (call) => host.reply(call), signal);
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', giveUp);
    }
  }

  private running(): DrawingChild {
    if (!this.child?.alive) this.child = new DrawingChild(this.file, this.idleMs, this.givesWay);
    return this.child;
  }
}
