import type { Queue } from 'bull';
import type { DomainEventName, DomainEvents, QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { appendEvent, QUEUES, RequestContext, UnitOfWork } from '@almanac/platform';
import type { TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { person, share, type Person } from '../planning/support';

/** Something happens, as a feature would say it. */
export function happen<Name extends DomainEventName>(
  app: TestApp,
  name: Name,
  payload: DomainEvents[Name],
): Promise<string> {
  const context = RequestContext.system();
  return app
    .get(UnitOfWork)
    .run(context, (tx) =>
      appendEvent(tx, context, { name, payload, resource: { type: 'test', id: newId() } }),
    );
}

/** A job of theirs has ended. */
export const jobEnded = (
  app: TestApp,
  userId: string,
  type = 'planner-export',
  more: { personal?: boolean } = {},
): Promise<string> =>
  happen(app, 'job.finished', { jobId: newId(), userId, type, status: 'completed', ...more });

/** A planner with an activity in it, and who may see it, and who may not. */
export interface Scene {
  ada: Person;
  grace: Person;
  viewer: Person;
  stranger: Person;
  plannerId: string;
  id: string;
}

export async function scene(app: TestApp): Promise<Scene> {
  const [ada, grace, viewer, stranger] = [
    await person(app, { displayName: 'Ada' }),
    await person(app, { displayName: 'Grace' }),
    await person(app),
    await person(app),
  ];
  const plannerId = (await ada.planner({ title: 'Spring fair' })).id as string;
  await share(app, plannerId, grace.id, 'editor');
  await share(app, plannerId, viewer.id, 'viewer');
  const section = (await ada.section(plannerId)).id as string;
  const id = (await ada.activity(section, { title: 'Book the hall' })).id as string;
  return { ada, grace, viewer, stranger, plannerId, id };
}

/** Waits until all that has happened was told, and what was to be sent is sent. */
export async function settled(
  app: TestApp,
  names: readonly QueueName[] = ['notifications', 'mail', 'push', 'sms'],
): Promise<void> {
  const queues = app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES);
  await eventually(async () => {
    const before = await relayed(app);
    for (const name of names) {
      const counts = await queues.get(name)?.getJobCounts();
      if (!counts || counts.waiting + counts.active > 0) throw new Error(`${name} is not done yet`);
    }
    // What those jobs have said meanwhile may have been relayed to a queue that was looked at already.
    if ((await relayed(app)) !== before) throw new Error('More was said');
  });
}

/** The last event, once all are relayed. */
async function relayed(app: TestApp): Promise<string | null> {
  const { rows } = await app.database.query<{ open: boolean; last: string | null }>(
    `SELECT EXISTS (SELECT FROM outbox o WHERE NOT (SELECT c.delivered FROM outbox_cursor c) @> o.seq) AS open,
            (SELECT max(seq)::text FROM outbox) AS last`,
  );
  if (rows[0]?.open !== false) throw new Error('Not all is relayed yet');
  return rows[0].last;
}

export interface Seen {
  id: string;
  kind: string;
  title: string;
  body: string;
  url: string | null;
  read: boolean;
}

/** Their list, the oldest first. */
export async function listOf(who: Person, query = ''): Promise<Seen[]> {
  const { notifications } = (await who.must('GET', `/notifications${query}`)) as { notifications: Seen[] };
  return notifications.reverse();
}

export async function kindsOf(who: Person): Promise<string[]> {
  return (await listOf(who)).map(({ kind }) => kind);
}

export interface SeenMail {
  subject: string;
  text: string;
  links: string[];
}

/** Mails that they got, the newest first. */
export async function mailsTo(app: TestApp, email: string): Promise<SeenMail[]> {
  const path = `//dev/mail?to=${encodeURIComponent(email)}`;
  const answer = await app.request('GET', path, { headers: { accept: 'application/json' } });
  return answer.body.data.mails as SeenMail[];
}

export async function deliveriesOf(
  app: TestApp,
  userId: string,
): Promise<{ channel: string; status: string; digest: boolean }[]> {
  const { rows } = await app.database.query<{ channel: string; status: string; digest: boolean }>(
    `SELECT channel, status, notification_id IS NULL AS digest FROM notification_deliveries
      WHERE user_id = $1 ORDER BY created_at, channel`,
    [userId],
  );
  return rows;
}

/** As if the time had come. */
export async function makeDue(app: TestApp, who: Person): Promise<void> {
  await app.database.query(
    `UPDATE notification_deliveries SET due_at = now() - interval '1 second'
      WHERE user_id = $1 AND status IN ('gathering', 'pending')`,
    [who.id],
  );
}

export function notificationQueue(app: TestApp): Queue {
  const queue = app.getFromWorker<ReadonlyMap<QueueName, Queue>>(QUEUES).get('notifications');
  if (!queue) throw new Error('There is such a queue');
  return queue;
}
