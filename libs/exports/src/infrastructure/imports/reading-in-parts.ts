/**
 * What a thread has read, handed over in parts, as it is asked for: taking all of a large file over at once would keep
 * the thread that waits for it from its work for some hundred milliseconds, and much of what is read is only counted.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ReadActivity, Reading } from '../../domain/imports/reading';
import { PART_WEIGHT, trimmed, weightOf } from './part-weight';
import type { ReadOutcome, ReadTask, WholeReading } from './read-file';

/** Of a file, the bytes that are sent to the thread in one turn. */
const TURN_BYTES = 1024 * 1024;

/** What the thread is told besides the bytes. */
export type PartedTask = Omit<ReadTask, 'bytes'>;

/** The answer of the thread, whose activities go by the port. */
export type PartedOutcome = { reading: Omit<Reading, 'activities' | 'close'> } | { noText: string };

/** To the thread, before it is told to begin. */
export async function sendPieces(pieces: readonly Uint8Array[], port: MessagePort): Promise<void> {
  let sent = 0;
  for (const piece of pieces) {
    // A copy of its own: with a view goes all that is under it, however much.
    const own = new Uint8Array(piece);
    port.postMessage(own, [own.buffer]);
    sent += piece.length;
    if (sent < TURN_BYTES) continue;
    sent = 0;
    await breathe();
  }
}

/** For the thread: what was sent until now. */
export function receivedBytes(port: MessagePort): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece: { message: Uint8Array } | undefined = receiveMessageOnPort(port);
    if (!piece) return Buffer.concat(pieces);
    pieces.push(piece.message);
  }
}

/** For the thread: everything is sent when it returns. */
export function inParts(outcome: ReadOutcome, port: MessagePort): PartedOutcome {
  if ('noText' in outcome) return outcome;
  for (const part of partsOf(outcome.reading)) port.postMessage(part);
  return { reading: { ...outcome.reading, planner: headOf(outcome.reading) } };
}

/** For whoever waits, once the thread has answered. */
export function fromPort(reading: Omit<Reading, 'activities' | 'close'>, port: MessagePort): Reading {
  return { ...reading, activities: taken(port), close: () => port.close() };
}

/** Where there is no thread. */
export function inPlace(reading: WholeReading): Reading {
  const { problems, problemsCount } = reading;
  return {
    ...{ planner: headOf(reading), problems, problemsCount },
    ...{ activities: each(reading), close: () => undefined },
  };
}

function headOf({ planner }: WholeReading): Reading['planner'] {
  if (planner === null) return null;
  return {
    ...planner,
    input: trimmed(planner.input),
    sections: planner.sections.map(({ line, input, activities }) => ({
      ...{ line, input: trimmed(input), activitiesCount: activities.length },
    })),
  };
}

function* partsOf({ planner }: WholeReading): Generator<ReadActivity[], undefined> {
  let part: ReadActivity[] = [];
  let weight = 0;
  for (const { activities } of planner?.sections ?? []) {
    for (const activity of activities) {
      const whole = trimmed(activity);
      part.push(whole);
      weight += weightOf(whole);
      if (weight < PART_WEIGHT) continue;
      yield part;
      part = [];
      weight = 0;
    }
  }
  if (part.length > 0) yield part;
}

async function* taken(port: MessagePort): AsyncGenerator<ReadActivity, undefined> {
  for (;;) {
    const part: { message: ReadActivity[] } | undefined = receiveMessageOnPort(port);
    if (!part) return;
    yield* part.message;
    await breathe();
  }
}

async function* each(reading: WholeReading): AsyncGenerator<ReadActivity, undefined> {
  for (const part of partsOf(reading)) yield* part;
}
