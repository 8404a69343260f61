/** Runs in a thread of its own (drawing-thread.ts). The bundler makes one file of it and what it draws with. */
import type { Readable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import type { WritingProgress, WrittenPlanner } from '../../domain/planner-writer';
import { HandwritingPlannerWriter } from '../handwriting/handwriting-planner.writer';
import { PdfPlannerWriter } from '../pdf/pdf-planner.writer';
import { HostClient, remotePlanner } from './host-client';
import { runOnlyWhenIdle } from './only-when-idle';
import type { DrawingThreadData, Drawn, DrawingTask } from './host-protocol';

if ((workerData as DrawingThreadData).onlyWhenIdle) runOnlyWhenIdle();

const writers = { pdf: new PdfPlannerWriter(), handwriting: new HandwritingPlannerWriter() };

/** Bytes of the file that go over at once. */
const BLOCK = 64 * 1024;
/** Between two messages about how far it is. */
const PROGRESS_MS = 50;

export async function draw(task: DrawingTask): Promise<Drawn> {
  const host = new HostClient(task.port);
  const given = new AbortController();
  task.port.on('close', () => {
    given.abort();
  });
  try {
    const written = begin(task, host, given.signal);
    for await (const bytes of inBlocks(written.content)) await host.call('write', { bytes });
    return { pages: written.pages?.() };
  } finally {
    task.port.close();
  }
}

function begin(task: DrawingTask, host: HostClient, signal: AbortSignal): WrittenPlanner {
  const planner = remotePlanner(task.planner, host);
  const progress = progressBy(host);
  return task.kind === 'pdf'
    ? writers.pdf.write(planner, task.options, signal, progress)
    : writers.handwriting.write(planner, task.options, signal, progress);
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
