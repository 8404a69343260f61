import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccountPurgeService, SignInCompletion } from '@almanac/identity';
import { DomainError } from '@almanac/kernel';
import type { Redis } from 'ioredis';
import { REDIS, RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { kept } from '../files/support';
import { person, share, sharePlan, type Person } from '../planning/support';
import { PlainClient } from '../realtime/plain-client';
import { ended } from './leaving';

jest.setTimeout(120_000);

/** Stands in everything that the person writes. */
const MARK = 'Mark-9e2c5b';
/** As the search keeps it. */
const FOLDED = MARK.toLowerCase();
const text = (name: string) => `${MARK} ${name}`;

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
afterAll(() => app.close());

const purge = () => app.getFromWorker(AccountPurgeService).run(RequestContext.system());
const remove = (who: Person) => who.must('DELETE', '/users/me', { password: TEST_PASSWORD });
const login = (email: string, headers = {}) =>
  app.request('POST', '/auth/login', { body: { email, password: TEST_PASSWORD }, headers });
/** As if it had been deleted so long ago; `early` in milliseconds makes it a little later. */
const age = (id: string, days: number, early = 0) =>
  app.database.query(
    `UPDATE users SET deleted_at = now() - make_interval(days => $2) + make_interval(secs => $3) WHERE id = $1`,
    [id, days, early / 1000],
  );
/** The end of a sign-in, without the password's hash before it: the access token, or nothing where it was refused. */
const signIn = (id: string): Promise<string | undefined> => {
  const context = RequestContext.system();
  const factor = { method: 'passkey', deviceToken: undefined, secondFactorDone: true };
  return app
    .get(UnitOfWork)
    .run(context, (tx) => app.get(SignInCompletion).complete(tx, context, { id }, factor))
    .then(
      (outcome) => (outcome.kind === 'signed-in' ? outcome.tokens.accessToken : undefined),
      (error: unknown) => {
        if (error instanceof DomainError && error.code === 'INVALID_CREDENTIALS') return undefined;
        throw error;
      },
    );
};
const exists = async (id: string) =>
  ((await app.database.query('SELECT FROM users WHERE id = $1', [id])).rowCount ?? 0) > 0;

interface Column {
  table: string;
  column: string;
}

/** Every column of every table, of one of these types. */
async function columns(types: string[]): Promise<Column[]> {
  const { rows } = await app.database.query<Column>(
    `SELECT format('%I', c.relname) AS table, format('%I', a.attname) AS column
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid::regtype::text = ANY ($1)
      ORDER BY 1, 2`,
    [types],
  );
  return rows;
}

/** Where in the database the text stands, as `table.column`. */
async function placesOf(wanted: string, types: string[]): Promise<string[]> {
  const places: string[] = [];
  for (const { table, column } of await columns(types)) {
    const { rows } = await app.database.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table} WHERE strpos(${column}::text, $1) > 0) AS found`,
      [wanted],
    );
    if (rows[0]?.found) places.push(`${table}.${column}`);
  }
  return places;
}

const TEXTS = ['text', 'text[]', 'json', 'jsonb', 'character varying'];
const FOLDS = [...TEXTS, 'tsvector'];
const ANY = [...TEXTS, 'uuid', 'uuid[]'];

/** Files of the data folder that hold the text or are named by it. */
async function filesWith(wanted: string): Promise<string[]> {
  const root = app.config.DATA_DIR;
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    if (path.includes(wanted) || (await readFile(path)).includes(wanted)) found.push(path);
  }
  return found;
}

/** Keys of Redis under which the text stands. */
async function keysWith(wanted: string): Promise<string[]> {
  const redis = app.get<Redis>(REDIS);
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  const found: string[] = [];
  for (const key of await redis.keys(`*${app.config.REDIS_PREFIX}*`)) {
    const value = await readers[await redis.type(key)]?.(key);
    if (JSON.stringify([key, value]).includes(wanted)) found.push(key);
  }
  return found;
}

/** Writes the mark wherever a person can write. Gives an activity of theirs in a planner of Bob's, and a planner of theirs that Bob sees. */
async function writeEverywhere(ada: Person, bob: Person): Promise<{ bobsActivity: string; shared: string }> {
  const agent = { 'user-agent': text('browser') };
  await login(ada.user.email, agent);
  await app.request('POST', '/auth/login', {
    body: { email: ada.user.email, password: 'Wrong-Horse-7' },
    headers: agent,
  });
  const profile = {
    displayName: text('name'),
    username: 'mark_9e2c5b',
    bio: text('bio'),
    phoneNumber: '+43123456',
  };
  await ada.must('PATCH', '/users/me', { ...profile, photoURL: `https://example.org/${MARK}.png` });
  await ada.must('POST', '/auth/api-keys', { name: text('key'), permissions: ['read:planners'] });
  await ada.must('POST', '/users/me/devices', { kind: 'fcm', token: `${MARK}-token`, name: text('device') });
  const planner = await ada.planner({
    title: text('planner'),
    description: text('d'),
    tags: [MARK],
    icon: 'x',
  });
  const section = await ada.section(planner.id, { title: text('section'), description: text('d') });
  const activity = await ada.activity(section.id, {
    title: text('activity'),
    description: text('d'),
    tags: [MARK],
    location: { name: text('place'), address: text('address') },
  });
  await ada.must('PATCH', `/activities/${activity.id}`, { title: text('changed') });
  const weekly = {
    title: text('weekly'),
    dueDate: '2026-03-02T09:00:00Z',
    recurrence: { pattern: 'weekly' },
  };
  const { id: recurring } = await ada.activity(section.id, weekly);
  const other = `/activities/${recurring}/occurrences/2026-03-09T09:00:00.000Z`;
  await ada.must('PATCH', other, { title: text('occurrence') });
  await ada.send('POST', `/planners/${planner.id}/duplicate`, {});
  await ada.send('POST', '/planners', { title: text('kept') }, { 'idempotency-key': 'key-of-ada' });
  // Plans of theirs, one of them shared and one of them purged already, and what they did in one of Bob's.
  const plan = await ada.plan({
    title: text('plan'),
    steps: [{ id: MARK, title: text('step'), duration: 60 }],
  });
  await sharePlan(app, plan.id, bob.id, 'editor');
  const gonePlan = await ada.plan({ title: text('plan, gone') });
  await app.database.query('DELETE FROM plans WHERE id = $1', [gonePlan.id]);
  const bobsPlan = await bob.plan({ title: 'Plan of Bob' });
  await sharePlan(app, bobsPlan.id, ada.id, 'editor');
  const theirs = [{ id: 'a', title: 'For Ada', duration: 60, assignee: ada.id }];
  await ada.must('PATCH', `/plans/${bobsPlan.id}`, { steps: theirs });
  // The history of the plan names them, and so does an open invitation to another.
  await bob.must('PATCH', `/plans/${bobsPlan.id}/collaborators/${ada.id}`, { role: 'admin' });
  const askedPlan = await bob.plan({ title: 'Plan of Bob, too' });
  await bob.must('POST', `/plans/${askedPlan.id}/collaborators`, { userId: ada.id, role: 'viewer' });
  const template = await ada.must('POST', '/templates', {
    name: text('template'),
    description: text('d'),
    category: text('category'),
    kind: 'planner',
    tags: [MARK],
    visibility: 'public',
    body: { title: text('{{mark}}'), sections: [], variables: { mark: { default: MARK } } },
  });
  await ada.must('POST', `/templates/${template.id}/instantiate`, { startDate: '2026-01-01' });
  // In the trash, and purged from there before the account is: only its history is left.
  const trashed = await ada.planner({ title: text('trashed') });
  await ada.must('DELETE', `/planners/${trashed.id}`);
  await app.database.query('DELETE FROM planners WHERE id = $1', [trashed.id]);
  await app.database.query(
    `INSERT INTO outside_identities (id, user_id, provider, issuer, subject, email, display_name)
     VALUES (gen_random_uuid(), $1, 'github', $2, $2, $2, $2)`,
    [ada.id, text('outside')],
  );
  await app.database.query(
    `INSERT INTO passkeys (id, user_id, credential_id, public_key, name, aaguid)
     VALUES (gen_random_uuid(), $1, $2, '', $2, gen_random_uuid())`,
    [ada.id, text('passkey')],
  );
  await app.database.query(
    `INSERT INTO dead_letters (id, queue, name, job_id, event_id, request_id, payload, attempts, error, failed_at)
     VALUES (gen_random_uuid(), 'mail', 'account-restored', $2, gen_random_uuid(), 'x',
             jsonb_build_object('userId', $1::uuid), 16, $2, now())`,
    [ada.id, text('dead letter')],
  );
  // Of a team that somebody else owns, too; what was written for the team is the team's.
  const team = await bob.must('POST', '/teams', { name: 'Of Bob' });
  await bob.must('POST', `/teams/${team.id}/members`, { email: ada.user.email, role: 'manager' });
  await app.database.query("INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'manager')", [
    team.id,
    ada.id,
  ]);
  // They hear of what is made for the team, and of its end, without doing anything in it.
  await bob.must('POST', `/teams/${team.id}/planners`, { title: 'Of the team' });
  const over = await bob.must('POST', '/teams', { name: 'Over' });
  await app.database.query("INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'member')", [
    over.id,
    ada.id,
  ]);
  await bob.must('DELETE', `/teams/${over.id}`);
  await ada.must('POST', '/auth/change-email', {
    newEmail: `ada-${ada.id.slice(-12)}@example.org`,
    password: TEST_PASSWORD,
  });
  // Somebody else's planner: what they wrote there belongs to its owner, and names nobody any more.
  const bobs = await bob.planner({ title: 'Of Bob' });
  const bobsSection = await bob.section(bobs.id, {});
  await share(app, bobs.id, ada.id, 'editor');
  const { id } = await ada.activity(bobsSection.id, { title: 'For Bob' });
  await ada.must('PATCH', `/activities/${id}`, { priority: 'high' });
  await ada.must('POST', '/filters', { name: text('filter'), query: { tag: MARK } });
  await app.database.query(
    `WITH made AS (INSERT INTO webhooks (id, user_id, url, events, secret)
                   VALUES (gen_random_uuid(), $1, 'https://example.org/' || $2, '{*}', $2) RETURNING id)
     INSERT INTO webhook_deliveries (id, webhook_id, type, status, response_body)
     SELECT gen_random_uuid(), id, 'webhook.ping', 'delivered', $2 FROM made`,
    [ada.id, MARK],
  );
  const file = await kept(app, ada, text('content'), { name: `${text('file')}.txt` });
  await ada.must('POST', `/activities/${activity.id}/attachments`, { fileId: file.id });
  await ada.must('POST', `/activities/${activity.id}/checklist`, { text: text('line') });
  await ada.must('POST', `/activities/${activity.id}/comments`, { text: text('comment') });
  // In what is another's: said, set and running there, and named by others.
  await ada.must('POST', `/activities/${id}/comments`, { text: 'Of Ada, in what is Bob’s' });
  await ada.must('POST', `/activities/${id}/reminders`, { type: 'email', offset: 30 });
  await ada.must('POST', `/activities/${id}/timer/start`);
  await bob.must('PATCH', `/activities/${id}`, { assignees: [ada.id, bob.id] });
  // Named in a planner in which they do nothing, and which names them no more.
  const quiet = await bob.planner({ title: 'Quiet' });
  await share(app, quiet.id, ada.id, 'viewer');
  const silent = await bob.activity((await bob.section(quiet.id)).id, { assignees: [ada.id] });
  await bob.must('POST', `/activities/${silent.id}/comments`, { text: '@mark_9e2c5b' });
  await bob.must('PATCH', `/activities/${silent.id}`, { assignees: [] });
  const { comments } = await bob.must('GET', `/activities/${silent.id}/comments`);
  expect(comments[0].mentions).toEqual([ada.id]);
  await bob.must('DELETE', `/activities/${silent.id}/comments/${comments[0].id}`);
  await bob.must('PATCH', `/activities/${id}`, { priority: 'low' });
  // What they made, said and set goes on in planners that they were never on, or were assigned in by a plan.
  const moved = await ada.activity(bobsSection.id, { title: 'To be moved' });
  await ada.must('POST', `/activities/${moved.id}/comments`, { text: 'Of Ada, to be moved' });
  await ada.must('POST', `/activities/${moved.id}/reminders`, { type: 'email', offset: 30 });
  const away = await bob.section((await bob.planner({ title: 'Away' })).id);
  await bob.must('POST', `/activities/${moved.id}/move`, { sectionId: away.id });
  const planned = await bob.planner({ title: 'Planned' });
  await share(app, planned.id, ada.id, 'viewer');
  const forAda = await bob.plan({ steps: theirs });
  // What was before is noted, to be undone.
  await bob.must('PATCH', `/plans/${forAda.id}`, { steps: theirs.map((one) => ({ ...one, duration: 90 })) });
  await bob.must('POST', `/plans/${forAda.id}/apply`, { plannerId: planned.id });
  await bob.must('DELETE', `/plans/${forAda.id}`);
  // Named on a planner of Bob's and asked to another, without doing anything there; theirs is shared by a link.
  const seen = await bob.planner({ title: 'Seen' });
  await share(app, seen.id, ada.id, 'viewer');
  await bob.must('PATCH', `/planners/${seen.id}/collaborators/${ada.id}`, { role: 'editor' });
  const asked = await bob.planner({ title: 'Asked' });
  await bob.must('POST', `/planners/${asked.id}/collaborators`, { userId: ada.id, role: 'viewer' });
  await ada.must('POST', `/planners/${planner.id}/share`, {});
  await share(app, planner.id, bob.id, 'editor');
  await bob.activity(section.id, { title: `By Bob for ${MARK}` });
  // Bob is told of it, by mail, too; and Ada of what Bob does, as she wants to be.
  await ada.must('PUT', '/notifications/preferences', { digest: 'daily' });
  await ada.must('POST', `/activities/${activity.id}/assignees`, { userId: bob.id });
  await eventually(async () => {
    const { rows } = await app.database.query(
      `SELECT FROM notifications n JOIN notification_deliveries d ON d.notification_id = n.id
        WHERE n.user_id = $1 AND n.actor_id = $2 AND d.channel = 'email' AND d.status = 'sent'`,
      [bob.id, ada.id],
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  const forMark = await bob.activity(section.id, { title: `By Bob for ${MARK}` });
  // Somebody else was reminded of what stands in a planner of theirs.
  await bob.must('POST', `/activities/${forMark.id}/reminders`, {
    type: 'in-app',
    time: new Date(Date.now() + 300).toISOString(),
  });
  await eventually(async () => {
    const sent = await bob.must('GET', `/activities/${forMark.id}`);
    expect(sent.reminders).toMatchObject([{ sent: true }]);
  });
  // What the search looks through is written when somebody looks, at the latest.
  expect((await ada.must('GET', `/search?q=${MARK}`)).results).not.toEqual([]);
  const { jobId } = await ada.must('POST', '/users/me/data-export');
  await ended(app, ada.user.token, jobId);
  return { bobsActivity: id, shared: planner.id };
}

describe('the purge', () => {
  it('leaves nothing of a person, in no table and no file, and all of everybody else', async () => {
    const ada = await person(app);
    const bob = await person(app, { tier: 'enterprise' });
    const root = await person(app, { admin: true });
    const { bobsActivity, shared } = await writeEverywhere(ada, bob);
    // An admin who leaves has given roles, and looked after others.
    await root.must('PUT', `/admin/users/${ada.id}/roles`, { roles: ['admin'] });
    const asAdmin = (await login(ada.user.email)).body.data.accessToken;
    await app.request('PUT', `/admin/users/${bob.id}/roles`, { token: asAdmin, body: { roles: ['admin'] } });
    await app.request('PUT', `/admin/users/${bob.id}/roles`, { token: asAdmin, body: { roles: [] } });
    const acting = await app.request('POST', `/admin/users/${bob.id}/impersonate`, { token: asAdmin });
    expect(acting.status).toBe(200);
    const carol = await person(app);
    await carol.planner({ title: 'Of Carol' });
    expect(await filesWith(ada.user.email)).not.toEqual([]);
    const before = await placesOf(MARK, TEXTS);
    expect(before.length).toBeGreaterThan(20);
    expect(before).toContain('notifications.title');
    expect(await placesOf(FOLDED, FOLDS)).toEqual(
      expect.arrayContaining(['search_documents.key', 'search_documents.vector']),
    );

    const { exportJobId } = await remove(ada);
    await eventually(async () => {
      const { rows } = await app.database.query('SELECT status FROM jobs WHERE id = $1', [exportJobId]);
      expect(rows).toEqual([{ status: 'completed' }]);
      expect((await app.database.query('SELECT FROM outbox_waiting')).rowCount).toBe(0);
    });
    // Beside it there may be a mail that tells of it.
    expect((await filesWith(exportJobId)).filter((path) => path.includes('/exports/'))).toHaveLength(1);
    await age(ada.id, 29);
    expect(await purge()).toBe(0);
    await age(ada.id, 30);
    const socket = await PlainClient.signedIn(app.url, bob.user.token);
    await socket.ask({ type: 'subscribe', rooms: [`planner:${shared}`] });
    expect(await purge()).toBe(1);
    await eventually(() =>
      expect(socket.of('planner:deleted')).toMatchObject([{ data: { planner: { id: shared } } }]),
    );
    socket.close();

    // The audit log cannot be changed: it keeps ids, and from where and with what somebody came.
    expect(await placesOf(MARK, TEXTS)).toEqual(['audit_log.user_agent']);
    expect(await placesOf(FOLDED, FOLDS)).toEqual([]);
    expect(await placesOf(ada.user.email, TEXTS)).toEqual([]);
    expect((await placesOf(ada.id, ANY)).filter((place) => !place.startsWith('audit_log.'))).toEqual([]);
    expect(await filesWith(exportJobId)).toEqual([]);
    for (const wanted of [MARK, ada.user.email, ada.id]) expect(await filesWith(wanted)).toEqual([]);
    expect(await keysWith(MARK)).toEqual([]);
    const { rows } = await app.database.query(
      "SELECT count(*)::int AS n FROM audit_log WHERE action = 'user.purged' AND resource_id = $1",
      [ada.id],
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect(await bob.must('GET', `/activities/${bobsActivity}`)).toMatchObject({
      title: 'For Bob',
      priority: 'low',
      userId: '00000000-0000-0000-0000-000000000000',
      updatedBy: bob.id,
      assignees: [bob.id],
      comments: 1,
    });
    expect((await bob.must('GET', '/planners')).planners).toMatchObject([
      { title: 'Asked' },
      { title: 'Seen' },
      { title: 'Planned' },
      { title: 'Away' },
      { title: 'Quiet' },
      { title: 'Of Bob' },
      { title: 'Of the team' },
    ]);
    expect((await bob.must('GET', '/plans')).plans).toMatchObject([
      { title: 'Plan of Bob, too' },
      { title: 'Plan of Bob', stepsCount: 1 },
    ]);
    expect((await carol.must('GET', '/planners')).planners).toMatchObject([{ title: 'Of Carol' }]);
    // The address is free again.
    const body = { email: ada.user.email, password: 'Analytical-Engine-1843' };
    expect((await app.request('POST', '/auth/register', { body })).status).toBe(201);
  });

  it('keeps no one waiting who writes into a planner that goes: they are told that it is gone', async () => {
    const ada = await person(app);
    const bob = await person(app);
    const planner = await ada.planner();
    const sections: string[] = [];
    for (let index = 0; index < 4; index += 1) sections.push((await ada.section(planner.id)).id);
    await share(app, planner.id, bob.id, 'editor');
    await remove(ada);
    await age(ada.id, 30);
    const statuses: number[] = [];
    const writing = sections.map(async (section) => {
      for (let status = 201; status === 201; statuses.push(status)) {
        const path = `/sections/${section}/activities`;
        status = (await bob.send('POST', path, { title: 'Still here' })).status;
      }
    });
    const adding = (async () => {
      for (let status = 201; status === 201; statuses.push(status))
        status = (await bob.send('POST', `/planners/${planner.id}/sections`, { title: 'More' })).status;
    })();
    await eventually(() => expect(statuses).toContain(201));
    expect(await purge()).toBe(1);
    await Promise.all([...writing, adding]);
    expect(new Set(statuses)).toEqual(new Set([201, 404]));
    const left = await app.database.query(
      `SELECT (SELECT count(*)::int FROM activities WHERE planner_id = $1) AS activities,
              (SELECT count(*)::int FROM sections WHERE planner_id = $1) AS sections,
              (SELECT json_agg(name) FROM outbox WHERE stream_id = $1) AS events`,
      [planner.id],
    );
    expect(left.rows).toEqual([{ activities: 0, sections: 0, events: ['planner.deleted'] }]);
  });

  it('is done once by many at once, and not held up by one account that cannot be purged', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => person(app)));
    for (const who of people) await remove(who);
    for (const who of people) await age(who.id, 31);
    const [stuck] = people;
    await app.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`,
    );
    await app.database.query(
      `CREATE TRIGGER refuse BEFORE DELETE ON users FOR EACH ROW WHEN (OLD.id = '${stuck?.id}') EXECUTE FUNCTION refuse()`,
    );
    const runs = await Promise.all([purge(), purge(), purge()]);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await Promise.all(people.map(({ id }) => exists(id)))).toEqual([true, false, false, false, false]);
    await app.database.query('DROP FUNCTION refuse CASCADE');
    expect(await purge()).toBe(1);
  });

  it('and a sign-in that restores, at the same moment: one of them wins, whole', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => person(app)));
    const planners = new Map<string, string>();
    for (const who of people) {
      planners.set(who.id, (await who.planner({ title: 'Engine' })).id);
      await remove(who);
    }
    // Their time is over one after the other, while all sign in and the purge runs without a pause.
    for (const [index, who] of people.entries()) await age(who.id, 30, index * 60);
    const over = new AbortController();
    const purging = (async () => {
      let purged = 0;
      while (!over.signal.aborted) {
        purged += await purge();
        await sleep(1);
      }
      return purged + (await purge());
    })();
    const answers = await Promise.all(
      people.map(async (who, index) => {
        await sleep(index * 55);
        return signIn(who.id);
      }),
    );
    await sleep(12 * 60);
    over.abort();
    const purged = await purging;
    let restored = 0;
    for (const [index, who] of people.entries()) {
      const token = answers[index];
      const { rowCount: planner } = await app.database.query('SELECT FROM planners WHERE id = $1', [
        planners.get(who.id),
      ]);
      expect([await exists(who.id), planner]).toEqual(token === undefined ? [false, 0] : [true, 1]);
      if (token === undefined) continue;
      restored += 1;
      expect((await app.request('GET', '/users/me', { token })).status).toBe(200);
    }
    expect(restored + purged).toBe(people.length);
  });
});
