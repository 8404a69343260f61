import Bull from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { queueKeyPrefix, type ConfigValues } from '@almanac/platform';
import type { TestApp } from '@almanac/testing';
import { Program } from '../background/program';

const WORKER = 'apps/worker/src/main.ts';
const SHARED = [
  'NODE_ENV',
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'DATA_DIR',
  'JWT_SECRET',
  'TOKEN_SECRET',
  'ENCRYPTION_KEY',
  'SMTP_URL',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_FROM',
  'TWILIO_URL',
  'LOG_LEVEL',
  'JOB_LOCK_MS',
] as const satisfies (keyof ConfigValues)[];

/** A worker in a process of its own beside the application, for tests that kill it. */
export function startWorker(app: TestApp): Program {
  return Program.start(WORKER, Object.fromEntries(SHARED.map((name) => [name, String(app.config[name])])));
}

/** Asks for a job as the relay does. */
export async function askFor(
  app: TestApp,
  queueName: QueueName,
  name: string,
  payload: object,
): Promise<void> {
  const queue = new Bull(queueName, app.config.REDIS_URL, { prefix: queueKeyPrefix(app.config) });
  const data = { eventId: newId(), requestId: newId(), payload };
  await queue.add(name, data, { attempts: 5, jobId: newId() });
  await queue.close();
}
