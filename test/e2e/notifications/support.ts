import type { Queue } from 'bull';
import type { DomainEventName, DomainEvents, QueueName } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { appendEvent, QUEUES, RequestContext, UnitOfWork } from '@almanac/platform';
import type { TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import type { Person } from '../planning/support';

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
