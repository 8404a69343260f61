import Bull from 'bull';
import type { QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { queueKeyPrefix } from '@almanac/platform';
import type { TestApp } from '@almanac/testing';
import { Program, WORKER } from '../background/program';

/** A worker in a process of its own beside the application, for tests that kill it. */
export function startWorker(app: TestApp): Program {
  const { SMTP_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_URL, JOB_LOCK_MS } =
    app.config;
  return Program.beside(app, WORKER, {
    ...{ SMTP_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_URL },
    JOB_LOCK_MS: String(JOB_LOCK_MS),
  });
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
