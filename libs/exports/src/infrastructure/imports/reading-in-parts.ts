/**
 * What a thread has read, handed over some activities at a time: taking all of a large file over at once would keep the
 * thread that waits for it from its work for a few hundred milliseconds.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ReadActivity } from '../../domain/imports/reading';
import type { ReadOutcome } from './read-file';

/** Activities in one message. */
const PART = 200;

/** The answer of the thread: its sections are empty, and each has so many activities of those that went by the port. */
export interface PartedOutcome {
  outcome: ReadOutcome;
  counts: number[];
}

/** For the thread: everything is sent when it returns. */
export function inParts(outcome: ReadOutcome, port: MessagePort): PartedOutcome {
  if (!('reading' in outcome) || outcome.reading.planner === null) return { outcome, counts: [] };
  const { reading } = outcome;
  const { sections } = outcome.reading.planner;
  const activities = sections.flatMap((section) => section.activities);
  for (let at = 0; at < activities.length; at += PART) port.postMessage(activities.slice(at, at + PART));
  const planner = {
    ...outcome.reading.planner,
    sections: sections.map((section) => ({ ...section, activities: [] })),
  };
  return {
    outcome: { reading: { ...reading, planner } },
    counts: sections.map((one) => one.activities.length),
  };
}

/** For whoever waits, once the thread has answered. */
export async function gathered({ outcome, counts }: PartedOutcome, port: MessagePort): Promise<ReadOutcome> {
  if (!('reading' in outcome) || outcome.reading.planner === null) return outcome;
  const activities: ReadActivity[] = [];
  const all = counts.reduce((sum, count) => sum + count, 0);
  while (activities.length < all) {
    const part: { message: ReadActivity[] } | undefined = receiveMessageOnPort(port);
    if (!part) throw new Error('The thread has not sent all that it has read');
    activities.push(...part.message);
    await breathe();
  }
  let from = 0;
  for (const [index, section] of outcome.reading.planner.sections.entries())
    section.activities = activities.slice(from, (from += counts[index] ?? 0));
  return outcome;
}
