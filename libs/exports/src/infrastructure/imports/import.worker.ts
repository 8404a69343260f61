/** Runs in a thread of its own (piscina-import-reader.ts). The bundler makes one file of it and the readers. */
import type { MessagePort } from 'node:worker_threads';
import { readFile as read, type ReadTask } from './read-file';
import { inParts, type PartedOutcome } from './reading-in-parts';

/** @param port by which the activities go */
export function readFile({ port, ...task }: ReadTask & { port: MessagePort }): PartedOutcome {
  return inParts(read(task), port);
}
