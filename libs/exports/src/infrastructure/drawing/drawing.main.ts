/** Runs in a process of its own (drawing-child.ts). The bundler makes one file of it and what it draws with. */
import type { Readable } from 'node:stream';
import type { WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { HandwritingPlannerWriter } from '../handwriting/handwriting-planner.writer';
import { PdfPlannerWriter } from '../pdf/pdf-planner.writer';
import { endWithParent } from './end-with-parent';
import { HostClient, remotePlanner } from './host-client';
import { GIVE_WAY, type DrawingTask, type Drawn, type FromChild, type ToChild } from './host-protocol';
import { Pace } from './pace';

const writers = { pdf: new PdfPlannerWriter(), handwriting: new HandwritingPlannerWriter() };
/** Bytes of the file that go over at once. */
const BLOCK = 64 * 1024;
/** Between two messages about how far it is. */
const PROGRESS_MS = 50;

const pace = process.argv.includes(GIVE_WAY) ? new Pace() : undefined;

/** What is being drawn, by the host's numbers. */
const hosts = new Map<number, HostClient>();

process.on('message', (message: ToChild) => {
  const { drawing } = message;
  switch (message.kind) {
    case 'begin':
      void drawAndTell(drawing, message.task);
      return;
    case 'reply':
      hosts.get(drawing)?.settle(message.reply);
      return;
    case 'give-up':
      hosts.get(drawing)?.giveUp();
      return;
  }
});
// Whoever reads the files is gone, however that came about.
process.on('disconnect', () => process.exit());
endWithParent(Number(process.argv[2]));
// Services are told to stop with all of their processes. The worker still lets its jobs end then, and ends this by itself.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function drawAndTell(drawing: number, task: DrawingTask): Promise<void> {
  const host = new HostClient((call) => tell({ drawing, kind: 'call', call }));
  hosts.set(drawing, host);
  try {
    tell({ drawing, kind: 'drawn', drawn: await draw(task, host) });
  } catch (error) {
    tell({ drawing, kind: 'failed', stack: String(error instanceof Error ? error.stack : error) });
  } finally {
    hosts.delete(drawing);
  }
}

function tell(message: FromChild): void {
  // Where nobody is there to hear it, this process ends (see above).
  process.send?.(message, undefined, undefined, () => undefined);
}

async function draw(task: DrawingTask, host: HostClient): Promise<Drawn> {
  const written = begin(task, host);
  for await (const bytes of inBlocks(written.content)) {
    await host.call('write', { bytes });
    await pace?.keep();
  }
  return { pages: written.pages?.() };
}

function begin(task: DrawingTask, host: HostClient): WrittenPlanner {
  const planner = remotePlanner(task.planner, host, pace);
  const progress = progressBy(host);
  return task.kind === 'pdf'
    ? writers.pdf.write(planner, task.options, host.signal, progress)
    : writers.handwriting.write(planner, task.options, host.signal, progress);
}

function progressBy(host: HostClient): WritingProgress {
  let toldAt = 0;
  return async (done, of) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    await host.call('progress', { done, of });
  };
}

async function* inBlocks(content: Readable): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of content as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size < BLOCK) continue;
    yield Buffer.concat(parts);
    [parts, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(parts);
}
