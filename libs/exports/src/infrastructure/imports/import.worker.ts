/** Runs in a thread of its own (piscina-import-reader.ts). The bundler makes one file of it and the readers. */
import type { MessagePort } from 'node:worker_threads';
import { readFile as read } from './read-file';
import { inParts, receivedBytes, type PartedOutcome, type PartedTask } from './reading-in-parts';

/** By the port come the pieces of the file, and go the activities. */
export function readFile({ port, ...task }: PartedTask & { port: MessagePort }): PartedOutcome {
  return inParts(read({ ...task, bytes: receivedBytes(port) }), port);
}
