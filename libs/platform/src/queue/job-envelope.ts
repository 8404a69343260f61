import { z } from 'zod';
import { jobs, type QueueName } from '@almanac/contracts';

/** A job as it lies in Redis. */
export interface JobEnvelope {
  eventId: string;
  /** Which call it comes of (`readOrigin`): the request id, and what may stand behind it. */
  requestId: string;
  payload: unknown;
}

const envelope = z.object({ eventId: z.uuid(), requestId: z.string(), payload: z.unknown() });

/** The catalogue with its names as plain texts, for looking up what came from outside. */
const catalogue: Record<QueueName, Record<string, z.ZodType>> = jobs;

/** A job that no number of tries will make right: it is unknown, or its payload breaks the contract. */
export class UnfitJobError extends Error {
  override readonly name = 'UnfitJobError';
}

/** The names of the jobs of a queue. */
export function jobNames(queue: QueueName): string[] {
  return Object.keys(catalogue[queue]);
}

/**
 * A payload as the contract has it.
 * @throws UnfitJobError where the queue has no such job or the payload is not what the contract says.
 */
export function checkedPayload(queue: QueueName, name: string, payload: unknown): unknown {
  const schemas = catalogue[queue];
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (!schema) throw new UnfitJobError(`There is no job ${queue}/${name}`);
  const result = schema.safeParse(payload);
  if (!result.success)
    throw new UnfitJobError(`The payload of ${queue}/${name} breaks its contract: ${problems(result.error)}`);
  return result.data;
}

/** The envelope that a queue gave back; a job of a schedule has none of its own, and gets one from `fallback`. */
export function parseEnvelope(data: unknown, fallback: () => JobEnvelope): JobEnvelope {
  const result = envelope.safeParse(data);
  return result.success ? result.data : fallback();
}

/** Which fields are wrong and how, never their values. */
export function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'} ${issue.code}`).join(', ');
}
