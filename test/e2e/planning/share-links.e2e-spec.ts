import { chromium } from 'playwright-core';
import {
  createTestApp,
  findChromium,
  type TestAnswer,
  type TestApp,
  type TestReplica,
} from '@almanac/testing';
import { newId } from '@almanac/kernel';
import { makeTeam, tally, teamPlanner } from '../teams/support';
import { codeOf, fieldsOf, person, walk, type Person } from './support';
import { sharedPlanner } from './sharing-support';

let app: TestApp;
let other: TestReplica;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  other = await app.replica();
  owner = await person(app, { displayName: 'Olive Owner' });
});
afterAll(() => app.close());

const PASSWORD = 'Cherry-Blossom-7';
const look = (shareId: string, from: TestApp | TestReplica = app) =>
  from.request('GET', `/shared/${shareId}`);
const open = (shareId: string, password: string, from: TestApp | TestReplica = app) =>
  from.request('POST', `/shared/${shareId}`, { body: { password } });
const link = (id: string, body: object = {}, who = owner) => who.must('POST', `/planners/${id}/share`, body);
const told = ({ status, body }: TestAnswer) => [status, body.error?.code];

/** A planner with a section of two activities, one of them in the trash. */
async function filled(body: object = {}): Promise<string> {
  const { id } = await owner.planner({ title: 'Trip to Kyoto', tags: ['travel'], ...body });
  const section = await owner.section(id, { title: 'Before we go' });
  await owner.activity(section.id, {
    title: 'Book the flights',
    location: { name: 'Airport' },
    metadata: { energyLevel: 2 },
  });
  const gone = await owner.activity(section.id, { title: 'Discarded' });
  await owner.must('DELETE', `/activities/${gone.id}`);
  return id as string;
}

describe('a share link', () => {
  it('shows the planner to whoever has it, and names nobody', async () => {
    const id = await filled();
    const { headers } = await owner.get(`/planners/${id}`);
    const made = await owner.send('POST', `/planners/${id}/share`);
    const now = await owner.get(`/planners/${id}`, { 'if-none-match': headers.get('etag') ?? '' });
    expect(now.body.data.sharing).toEqual({ link: true, public: false, collaborators: 0 });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/planners/${id}/share`]);
    const { shareId, shareLink, ...facts } = made.body.data;
    expect(shareId).toMatch(/^[\w-]{32}$/);
    expect(shareLink).toBe(`${app.config.PUBLIC_URL}/share/${shareId}`);
    expect(facts).toMatchObject({ accessCount: 0, expiresAt: null, hasPassword: false });
    const answer = await look(shareId);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.body.data).toMatchObject({
      id,
      title: 'Trip to Kyoto',
      activitiesCount: 1,
      sections: [
        {
          title: 'Before we go',
          order: 0,
          activities: [{ title: 'Book the flights', location: { name: 'Airport' } }],
        },
      ],
    });
    for (const secret of [
      owner.id,
      owner.user.email,
      'Olive',
      'settings',
      'Discarded',
      'energyLevel',
      'version',
    ]) {
      expect(answer.text).not.toContain(secret);
    }
    const { history } = await owner.must('GET', `/planners/${id}/history?limit=1`);
    expect(history[0]).toMatchObject({
      action: 'planner.updated',
      changes: [{ field: 'shareLink', before: false, after: true }],
    });
    expect((await app.request('PATCH', `/shared/${shareId}`, { body: {} })).status).toBe(405);
  });

  it('counts who opens it, also many at once', async () => {
    const id = await filled();
    const { shareId } = await link(id);
    await Promise.all(Array.from({ length: 20 }, (_, index) => look(shareId, index % 2 ? app : other)));
    expect((await owner.must('GET', `/planners/${id}/share`)).accessCount).toBe(20);
  });

  it('is one for each planner: a new one kills the old one, and of several at once one is left', async () => {
    const id = await filled();
    const { shareId: old } = await link(id);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => owner.send('POST', `/planners/${id}/share`, {})),
    );
    expect(tally(answers)).toEqual({ 201: 4 });
    const ids = answers.map(({ body }) => body.data.shareId as string);
    const alive = await Promise.all(ids.map(async (one) => (await look(one)).status));
    expect(alive.sort()).toEqual([200, 404, 404, 404]);
    expect(told(await look(old))).toEqual([404, 'NOT_FOUND']);
  });

  it('taken back is dead on every replica with that answer', async () => {
    const id = await filled();
    const { shareId } = await link(id);
    expect((await look(shareId, other)).status).toBe(200);
    await owner.must('DELETE', `/planners/${id}/share`);
    for (const from of [app, other]) expect(told(await look(shareId, from))).toEqual([404, 'NOT_FOUND']);
    expect((await owner.send('DELETE', `/planners/${id}/share`)).status).toBe(404);
    expect((await owner.get(`/planners/${id}/share`)).status).toBe(404);
  });

  it('is dead while the planner is in the trash, lives again with it, and goes with no copy', async () => {
    const id = await filled();
    const { shareId } = await link(id);
    await owner.must('DELETE', `/planners/${id}`);
    expect((await look(shareId)).status).toBe(404);
    expect((await owner.get(`/planners/${id}/share`)).status).toBe(404);
    await owner.must('POST', `/planners/${id}/restore`);
    expect((await look(shareId)).status).toBe(200);
    const copy = await owner.must('POST', `/planners/${id}/duplicate`, {});
    expect((await owner.get(`/planners/${copy.id}/share`)).status).toBe(404);
    await app.database.query('DELETE FROM planners WHERE id = $1', [id]);
    expect((await look(shareId)).status).toBe(404);
  });

  it('that has expired answers 410, before any password', async () => {
    const id = await filled();
    const { shareId } = await link(id, { expiresAt: '2099-01-01T00:00:00Z', password: PASSWORD });
    await app.database.query(
      `UPDATE share_links SET expires_at = now() - interval '1 s' WHERE planner_id = $1`,
      [id],
    );
    expect(told(await look(shareId))).toEqual([410, 'GONE']);
    expect(told(await open(shareId, PASSWORD))).toEqual([410, 'GONE']);
    for (const [body, field] of [
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      [{ expiresAt: '2026-02-30T00:00:00Z' }, 'expiresAt'],
      [{ expiresAt: '9999-12-31T23:59:59-14:00' }, 'expiresAt'],
      [{ password: '' }, 'password'],
      [{ password: 'x'.repeat(73) }, 'password'],
      [{ colour: 1 }, 'colour'],
    ] as const) {
      const answer = await owner.send('POST', `/planners/${id}/share`, body);
      expect([body, answer.status, fieldsOf(answer)]).toEqual([body, 422, [field]]);
    }
    expect(codeOf(await owner.send('POST', `/planners/${id}/share`, { password: 'ü'.repeat(40) }))).toBe(
      'WEAK_PASSWORD',
    );
  });

  it('keeps neither itself nor its password in a readable form', async () => {
    const id = await filled();
    const { shareId, shareLink } = await link(id, { password: PASSWORD });
    const { rows } = await app.database.query<{ text: string }>(
      `SELECT (SELECT json_agg(l) FROM share_links l)::text || (SELECT json_agg(o) FROM outbox o)::text
              || (SELECT json_agg(a) FROM audit_log a)::text || coalesce((SELECT json_agg(k) FROM idempotency_keys k)::text, '')
              AS text`,
    );
    expect(rows[0]?.text).not.toContain(shareId);
    expect(rows[0]?.text).not.toContain(PASSWORD);
    expect(await owner.must('GET', `/planners/${id}/share`)).toMatchObject({
      shareId,
      shareLink,
      hasPassword: true,
    });
    const keyed = { 'idempotency-key': newId() };
    const first = await owner.send('POST', `/planners/${id}/share`, {}, keyed);
    const again = await owner.send('POST', `/planners/${id}/share`, {}, keyed);
    expect([first.status, again.status]).toEqual([201, 409]);
    expect(again.text).not.toContain(first.body.data.shareId);
  });
});

describe('the password of a share link', () => {
  it('goes in the body of a POST', async () => {
    const { shareId } = await link(await filled(), { password: PASSWORD });
    expect(told(await look(shareId))).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(told(await open(shareId, 'wrong'))).toEqual([401, 'INVALID_CREDENTIALS']);
    const answer = await open(shareId, PASSWORD);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.body.data.title).toBe('Trip to Kyoto');
    expect(fieldsOf(await app.request('POST', `/shared/${shareId}`, { body: {} }))).toEqual(['password']);
    expect((await open('nothing', PASSWORD)).status).toBe(404);
  });

  it('may be tried ten times in 15 minutes, however many tries come at once, at all replicas together', async () => {
    const id = await filled();
    const { shareId } = await link(id, { password: PASSWORD });
    // Readers take none away.
    for (let read = 0; read < 3; read += 1) expect((await open(shareId, PASSWORD)).status).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => open(shareId, `wrong ${index}`, index % 2 ? app : other)),
    );
    expect(tally(answers)).toEqual({ 401: 10, 429: 6 });
    const late = await open(shareId, PASSWORD, other);
    expect(told(late)).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    const seconds = Number(late.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(900);
    // A new link is a new lock.
    const { shareId: fresh } = await link(id, { password: PASSWORD });
    expect((await open(fresh, PASSWORD)).status).toBe(200);
  });
});

describe('the page of a share link', () => {
  it('asks for the password, and shows what people wrote as text alone', async () => {
    const id = await filled({ title: '<img src=x onerror=alert(1)> Kyoto' });
    const { shareId } = await link(id, { password: PASSWORD });
    const { command, env } = await findChromium();
    const browser = await chromium.launch({ executablePath: command, env, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
      let dialogs = 0;
      page.on('dialog', (dialog) => {
        dialogs += 1;
        void dialog.dismiss();
      });
      const said = (selector: string, text: string) =>
        page.locator(selector).filter({ hasText: text }).waitFor({ timeout: 5000 });
      await page.goto(`${app.url}/share/${shareId}`);
      await said('#say', 'This planner is shared with a password.');
      await page.fill('#password', 'wrong');
      await page.click('#go');
      await said('#say', 'The password is wrong.');
      await page.fill('#password', PASSWORD);
      await page.click('#go');
      await said('#title', '<img src=x onerror=alert(1)> Kyoto');
      await said('li', 'Book the flights');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(dialogs).toBe(0);
      await page.goto(`${app.url}/share/nothing`);
      await said('#say', 'Share link not found.');
    } finally {
      await browser.close();
    }
    expect((await owner.must('GET', `/planners/${id}/share`)).accessCount).toBe(1);
  });
});

describe('who may share by a link', () => {
  it('admins and the owner, where the owner may share; others neither see nor change it', async () => {
    const shared = await sharedPlanner(app);
    const path = `/planners/${shared.id}/share`;
    const stranger = await person(app);
    for (const who of [shared.viewer, shared.editor, stranger]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await who.send(method, path, method === 'POST' ? {} : undefined);
        expect([method, ...told(answer)]).toEqual([method, 403, 'FORBIDDEN']);
      }
    }
    const { shareId } = await link(shared.id, {}, shared.admin);
    expect((await shared.owner.must('GET', path)).shareId).toBe(shareId);
    await app.database.query("UPDATE users SET tier = 'free' WHERE id = $1", [shared.owner.id]);
    // Who was an admin there by the tier of the owner is a viewer now.
    expect(told(await shared.admin.send('POST', path, {}))).toEqual([403, 'FORBIDDEN']);
    const refusal = await shared.owner.send('POST', path, {});
    expect(told(refusal)).toEqual([403, 'FORBIDDEN']);
    expect(refusal.body.error.details.required).toEqual(['share:planners']);
    // What is there stays, and can be taken back.
    expect((await look(shareId)).status).toBe(200);
    await shared.owner.must('DELETE', path);
    const team = await makeTeam(app);
    const planner = await teamPlanner(team);
    expect((await look((await link(planner.id, {}, team.manager)).shareId)).status).toBe(200);
    expect((await team.member.send('POST', `/planners/${planner.id}/share`, {})).status).toBe(403);
  });
});

describe('of somebody who was suspended or has deleted their account', () => {
  it('nothing is shown outside until they are back', async () => {
    const who = await person(app);
    const { id } = await who.planner({ title: 'Shown', settings: { isPublic: true } });
    const { shareId } = await link(id, {}, who);
    const list = async () =>
      (await app.request('GET', '/public/planners?search=Shown')).body.data.planners.length;
    const statuses = async () => [
      (await look(shareId)).status,
      (await app.request('GET', `/public/planners/${id}`)).status,
      await list(),
    ];
    const admin = await person(app, { admin: true });
    await admin.must('PATCH', `/admin/users/${who.id}`, { status: 'suspended' });
    expect(await statuses()).toEqual([404, 404, 0]);
    await admin.must('PATCH', `/admin/users/${who.id}`, { status: 'active' });
    expect(await statuses()).toEqual([200, 200, 1]);
    await app.database.query(`UPDATE users SET status = 'deleted', deleted_at = now() WHERE id = $1`, [
      who.id,
    ]);
    expect(await statuses()).toEqual([404, 404, 0]);
  });
});

describe('public planners', () => {
  it('are listed, searched and seen without an account, and name nobody', async () => {
    const id = await filled({ title: 'Public Kyoto', settings: { isPublic: true } });
    const hidden = await filled({ title: 'Private Kyoto' });
    const archived = await filled({ title: 'Old Kyoto', settings: { isPublic: true } });
    await owner.must('POST', `/planners/${archived}/archive`);
    const { body, text } = await app.request('GET', '/public/planners?search=kyoto&tag=travel');
    expect(body.data.planners).toEqual([
      expect.objectContaining({ id, title: 'Public Kyoto', activitiesCount: 1 }),
    ]);
    const whole = await app.request('GET', `/public/planners/${id}`);
    expect(whole.body.data.sections[0].activities[0].title).toBe('Book the flights');
    for (const secret of [owner.id, owner.user.email, 'Olive', 'settings', 'Private']) {
      expect(text + whole.text).not.toContain(secret);
    }
    for (const none of [hidden, newId()])
      expect((await app.request('GET', `/public/planners/${none}`)).status).toBe(404);
    expect((await app.request('GET', `/public/planners/${archived}`)).status).toBe(200);
    for (const query of ['search=nothing', 'tag=none']) {
      expect((await app.request('GET', `/public/planners?${query}`)).body.data.planners).toEqual([]);
    }
    expect((await app.request('GET', '/public/planners?limit=51')).status).toBe(422);
    expect((await app.request('GET', '/public/planners?role=owner')).status).toBe(422);
    expect((await app.request('GET', '/public/planners/x')).status).toBe(422);
    await owner.must('PATCH', `/planners/${id}`, { settings: { isPublic: false } });
    expect((await app.request('GET', `/public/planners/${id}`)).status).toBe(404);
  });

  it('are walked by cursors, in both orders', async () => {
    for (let made = 0; made < 5; made += 1)
      await owner.planner({ title: `Open ${made}`, settings: { isPublic: true } });
    for (const query of ['sort=createdAt&order=asc', 'sort=updatedAt&order=desc']) {
      const rows = await walk(owner, `/public/planners?limit=2&search=Open&${query}`, 'planners');
      const titles = rows.map(({ title }) => title as string);
      expect([...titles].sort()).toEqual(['Open 0', 'Open 1', 'Open 2', 'Open 3', 'Open 4']);
      expect(titles[0]).toBe(query.includes('asc') ? 'Open 0' : 'Open 4');
    }
  });

  it('are found by an index', async () => {
    const { rows } = await app.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM planners p WHERE p.deleted_at IS NULL AND p.settings @> '{"isPublic": true}'::jsonb
          AND p.archived_at IS NULL ORDER BY p.created_at DESC, p.id DESC LIMIT 10`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('planners_public_created');
  });
});
