import { setTimeout as sleep } from 'node:timers/promises';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { Program, WORKER } from '../background/program';
import { SHORT_LOCK } from '../background/short-lock';
import { askFor } from '../notifications/worker-program';
import { person, type Person } from '../planning/support';
import { Receiver } from './receiver';

const PATHS = ['/one', '/two', '/three'];
const ACTIVITIES = 60;

describe('kill -9 of workers that deliver webhooks', () => {
  let app: TestApp;
  let receiver: Receiver;
  let ada: Person;
  const programs: Program[] = [];
  let settings: Record<string, string>;

  beforeAll(async () => {
    receiver = await new Receiver().open();
    settings = {
      WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${receiver.port}`,
      WEBHOOK_TIMEOUT_MS: '2000',
      OUTGOING_CIRCUIT_FAILURES: '1000',
      ...SHORT_LOCK,
    };
    app = await createTestApp({ config: settings });
    ada = await person(app, { tier: 'enterprise' });
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    await app.close();
    await receiver.close();
  });

  function start(): Program {
    const program = Program.beside(app, WORKER, { DATABASE_POOL: '6', ...settings });
    programs.push(program);
    return program;
  }

  it('loses none, and sends none again under another id', async () => {
    // Long enough that each kill finds some under way.
    for (const path of PATHS)
      receiver.answer(path, (response) => void setTimeout(() => response.end('ok'), 40));
    const hooks = await Promise.all(
      PATHS.map((path) => ada.must('POST', '/webhooks', { url: receiver.url(path), events: ['activity.*'] })),
    );
    const planner = await ada.planner();
    const section = await ada.section(planner.id);
    for (let n = 0; n < ACTIVITIES; n += 1) await ada.activity(section.id, { title: `Number ${n}` });

    const arrived = (): number => receiver.got.length;
    const kill = async (least: number, victims: Program[]): Promise<void> => {
      await eventually(() => expect(arrived()).toBeGreaterThanOrEqual(least), 60_000);
      await sleep(15);
      for (const end of await Promise.all(victims.map((victim) => victim.end('SIGKILL'))))
        expect(end).toBe('SIGKILL');
      expect(arrived()).toBeLessThan(ACTIVITIES * PATHS.length);
    };
    // All that there are, and then one beside whom another lives on.
    await kill(10, [start(), start()]);
    const [victim] = [start(), start()];
    await kill(40, [victim]);
    await eventually(async () => {
      const { rows } = await app.database.query('SELECT id FROM webhook_deliveries WHERE attempts = 0');
      const { length } = (await app.database.query('SELECT id FROM webhook_deliveries')).rows;
      expect([rows, length]).toEqual([[], ACTIVITIES * PATHS.length]);
    }, 60_000);
    // In place of the time for which the dead have what they were at, and of the minute until somebody looks for it.
    await app.database.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 minute' WHERE status = 'pending'`,
    );
    await askFor(app, 'webhooks', 'resume-deliveries', {});
    await eventually(async () => {
      const { rows } = await app.database.query<{ status: string; count: number }>(
        'SELECT status, count(*)::int AS count FROM webhook_deliveries GROUP BY status',
      );
      expect(rows).toEqual([{ status: 'delivered', count: ACTIVITIES * PATHS.length }]);
    }, 60_000);
    for (const [index, path] of PATHS.entries()) {
      const got = receiver.at(path);
      const idsOf = new Map<number, Set<string>>();
      for (const { body, headers } of got) {
        const seq = body.data.seq as number;
        idsOf.set(seq, (idsOf.get(seq) ?? new Set()).add(headers['webhook-id'] ?? ''));
      }
      expect(idsOf.size).toBe(ACTIVITIES);
      for (const ids of idsOf.values()) expect(ids.size).toBe(1);
      // What came twice is what was under way at one of the three deaths.
      expect(got.length - ACTIVITIES).toBeLessThanOrEqual(3);
      const { rows } = await app.database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM webhook_deliveries WHERE webhook_id = $1',
        [hooks[index].id],
      );
      expect(rows).toEqual([{ count: ACTIVITIES }]);
    }
  }, 300_000);
});
