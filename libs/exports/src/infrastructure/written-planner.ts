import { Readable } from 'node:stream';
import type { WrittenPlanner } from '../domain/planner-writer';
import { Turns } from '../application/turns';

/** Drawing keeps its thread from all else for so long at most. */
const SLICE_MS = 12;

/** What the writers of PDF have in common: something that is drawn in steps, and read as it grows. */
export interface DrawnPages {
  readonly canvas: { readonly pages: number; read(): Buffer | undefined };
  steps(turns: Turns): AsyncIterable<undefined>;
}

/** @param open begins with the first read; everything ends with the signal */
export function writtenPages(open: () => Promise<DrawnPages>, signal: AbortSignal): WrittenPlanner {
  let pages = 0;
  async function* produce(): AsyncGenerator<Buffer> {
    signal.throwIfAborted();
    const drawn = await open();
    for await (const _ of drawn.steps(new Turns(SLICE_MS, signal))) {
      const ready = drawn.canvas.read();
      if (ready) yield ready;
    }
    for (let rest = drawn.canvas.read(); rest; rest = drawn.canvas.read()) yield rest;
    pages = drawn.canvas.pages;
  }
  return { content: Readable.from(produce(), { objectMode: false, signal }), pages: () => pages };
}
