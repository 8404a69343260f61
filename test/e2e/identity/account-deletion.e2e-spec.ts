import { SessionStates } from '@almanac/identity';
import { ageProof, createTestApp, TEST_PASSWORD, type TestApp, type TestReplica } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import { PlainClient } from '../realtime/plain-client';
import { download } from './leaving';
import { mailTo, tokenIn, type ReceivedMail } from './support';

// Each password costs a hash, and the machine may have other work.
jest.setTimeout(90_000);

const DAY = 86_400_000;

let app: TestApp;
let replica: TestReplica;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  replica = await app.replica();
});
afterAll(() => app.close());

const remove = (who: Person, body: unknown = { password: TEST_PASSWORD }) =>
  who.send('DELETE', '/users/me', body);
const login = (email: string, password = TEST_PASSWORD) =>
  app.request('POST', '/auth/login', { body: { email, password } });
const account = async (id: string) =>
  (await app.database.query('SELECT status, deleted_at FROM users WHERE id = $1', [id])).rows[0];
const actionsOf = async (id: string): Promise<string[]> => {
  const { rows } = await app.database.query(
    `SELECT action FROM audit_log WHERE resource_id = $1 ORDER BY seq`,
    [id],
  );
  return rows.map(({ action }) => action);
};
/** Every mail, however many came. */
const mailsTo = async (address: string): Promise<ReceivedMail[]> => {
  const path = `//dev/mail?to=${encodeURIComponent(address)}`;
  return (await app.request('GET', path, { headers: { accept: 'application/json' } })).body.data.mails;
};

describe('deleting one’s account', () => {
  it('ends everything at once, everywhere, and mails the export', async () => {
    const ada = await person(app);
    await ada.planner({ title: 'Engine' });
    const permissions = ['read:own-planners', 'read:own-profile'];
    const { key } = await ada.must('POST', '/auth/api-keys', { name: 'Key', permissions });
    const other = (await login(ada.user.email)).body.data;
    const socket = await PlainClient.signedIn(replica.url, other.accessToken);

    const answer = await remove(ada);
    expect(answer.status).toBe(200);
    const { deletedAt, purgeAt, exportJobId } = answer.body.data;
    expect(Date.parse(purgeAt) - Date.parse(deletedAt)).toBe(30 * DAY);
    for (const { request } of [app, replica]) {
      for (const token of [ada.user.token, other.accessToken])
        expect((await request('GET', '/users/me', { token })).status).toBe(401);
      expect((await request('GET', '/planners', { headers: { 'x-api-key': key } })).status).toBe(401);
    }
    await eventually(() => expect(socket.closed?.code).toBe(4401));
    const refreshed = await app.request('POST', '/auth/refresh', {
      body: { refreshToken: other.refreshToken },
    });
    expect(refreshed.status).toBe(401);
    expect(await account(ada.id)).toMatchObject({ status: 'deleted', deleted_at: new Date(deletedAt) });
    expect(await actionsOf(ada.id)).toEqual(
      expect.arrayContaining(['user.deleted', 'user.export.requested']),
    );

    await mailTo(app, ada.user.email, 2);
    const mails = await eventually(async () => {
      const found = await mailsTo(ada.user.email);
      expect(found.map(({ subject }) => subject)).toEqual(
        expect.arrayContaining(['Your account is deleted', 'The export of your data is ready']),
      );
      return found;
    });
    const link = mails.flatMap(({ links }) => links).find((url) => url.includes(exportJobId));
    expect(Number(new URL(link ?? '').searchParams.get('expires')) * 1000 - Date.now()).toBeGreaterThan(
      6.9 * DAY,
    );
    const archive = await download(app, link ?? '');
    expect(archive.get('planning/planners.json')).toMatchObject([{ title: 'Engine' }]);
  });

  it('wants the password: none and a wrong one are refused, and guesses are counted', async () => {
    const ada = await person(app);
    for (const body of [undefined, {}, { password: 'Wrong-Horse-7' }]) {
      const answer = await ada.send('DELETE', '/users/me', body);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['password']]);
    }
    expect((await remove(ada, { password: TEST_PASSWORD, sure: true })).status).toBe(422);
    for (let guess = 2; guess <= 5; guess += 1)
      expect((await ada.send('POST', '/users/me/delete', { password: 'Wrong-Horse-7' })).status).toBe(422);
    expect(codeOf(await remove(ada))).toBe('ACCOUNT_LOCKED');
    expect(await account(ada.id)).toEqual({ status: 'active', deleted_at: null });
  });

  it('wants a recent proof where there is no password', async () => {
    const ada = await person(app);
    await app.database.query('UPDATE users SET password_hash = NULL WHERE id = $1', [ada.id]);
    await ageProof(app, ada.id);
    const answer = await ada.send('POST', '/users/me/delete');
    expect([answer.status, codeOf(answer)]).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
    await app.database.query('UPDATE sessions SET proved_at = now() WHERE user_id = $1', [ada.id]);
    await app.database.query('UPDATE users SET authz_version = authz_version + 1 WHERE id = $1', [ada.id]);
    await app.get(SessionStates).renew(ada.id);
    expect((await ada.send('POST', '/users/me/delete')).status).toBe(200);
  });

  it('is for the person alone, and never for the last admin', async () => {
    const root = await person(app, { admin: true });
    const answer = await remove(root);
    expect([answer.status, answer.body.error.details.reason]).toEqual([409, 'last-admin']);
    const ada = await person(app);
    const { key } = await ada.must('POST', '/auth/api-keys', {
      name: 'Key',
      permissions: ['write:own-profile'],
    });
    const { accessToken } = await root.must('POST', `/admin/users/${ada.id}/impersonate`);
    const body = { password: TEST_PASSWORD };
    const byKey = await app.request('DELETE', '/users/me', { body, headers: { 'x-api-key': key } });
    const acting = await app.request('DELETE', '/users/me', { body, token: accessToken });
    expect([401, 403]).toContain(byKey.status);
    expect(acting.status).toBe(403);
    // With another one, two that leave at once cannot both do so.
    const second = await person(app, { admin: true });
    const both = await Promise.all([remove(root), remove(second)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is refused to the last owner of a team, of two that leave at once to one', async () => {
    const [ada, grace] = [await person(app, { tier: 'enterprise' }), await person(app)];
    const team = await ada.must('POST', '/teams', { name: 'Engines' });
    const alone = await remove(ada);
    expect([alone.status, alone.body.error.details]).toEqual([
      409,
      { reason: 'last-owner', teams: [{ id: team.id, name: 'Engines' }] },
    ]);
    await app.database.query("INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'owner')", [
      team.id,
      grace.id,
    ]);
    const both = await Promise.all([remove(ada), remove(grace)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { rows } = await app.database.query(
      `SELECT u.status FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 ORDER BY 1`,
      [team.id],
    );
    expect(rows.map(({ status }) => status)).toEqual(['active', 'deleted']);
  });

  it('is refused to who has become the last owner while the deletion waited', async () => {
    const [ada, grace] = [await person(app), await person(app, { tier: 'enterprise' })];
    const { id } = await grace.must('POST', '/teams', { name: 'Engines' });
    const holder = await app.database.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [ada.id]);
    const leaving = remove(ada);
    await eventually(async () => {
      const { rowCount } = await app.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query LIKE '%users%FOR NO KEY UPDATE%'`,
      );
      expect(rowCount).toBe(1);
    });
    await app.database.query('DELETE FROM team_members WHERE team_id = $1', [id]);
    await app.database.query("INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'owner')", [
      id,
      ada.id,
    ]);
    await holder.query('COMMIT');
    holder.release();
    const { status, body } = await leaving;
    expect([status, body.error?.details?.reason]).toEqual([409, 'last-owner']);
    expect(await account(ada.id)).toMatchObject({ status: 'active' });
  });

  it('keeps an owner in a team that one leaves while the other deletes their account', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, grace] = [await person(app, { tier: 'enterprise' }), await person(app)];
      const { id } = await ada.must('POST', '/teams', { name: 'Engines' });
      await app.database.query("INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, 'owner')", [
        id,
        grace.id,
      ]);
      await Promise.all([ada.send('DELETE', `/teams/${id}/members/${ada.id}`), remove(grace)]);
      const { rows } = await app.database.query(
        `SELECT 1 FROM team_members m JOIN users u ON u.id = m.user_id
          WHERE m.team_id = $1 AND m.role = 'owner' AND u.status = 'active'`,
        [id],
      );
      expect(rows).toHaveLength(1);
    }
  });

  it('happens once when it comes twice at once', async () => {
    const ada = await person(app);
    const answers = await Promise.all(Array.from({ length: 4 }, () => remove(ada)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 401, 422].includes(status))).toBe(true);
    const { rows } = await app.database.query('SELECT count(*)::int AS jobs FROM jobs WHERE user_id = $1', [
      ada.id,
    ]);
    expect(rows).toEqual([{ jobs: 1 }]);
    expect((await actionsOf(ada.id)).filter((action) => action === 'user.deleted')).toHaveLength(1);
  });

  it('may come with an Idempotency-Key; a wrong guess stays counted all the same', async () => {
    const ada = await person(app);
    const byPost = (password: string, key: string) =>
      ada.send('POST', '/users/me/delete', { password }, { 'idempotency-key': key });
    expect((await byPost('Wrong-Horse-7', 'wrong')).status).toBe(422);
    const { rows } = await app.database.query(
      "SELECT failures FROM sign_in_guards WHERE key IN (SELECT 'session:' || id FROM sessions WHERE user_id = $1)",
      [ada.id],
    );
    expect(rows).toEqual([{ failures: 1 }]);
    const asked = { 'idempotency-key': 'export' };
    const exports = [];
    for (let time = 0; time < 2; time += 1)
      exports.push((await ada.send('POST', '/users/me/data-export', undefined, asked)).body.data.jobId);
    expect(exports[0]).toBe(exports[1]);
    expect((await byPost(TEST_PASSWORD, 'right')).status).toBe(200);
    expect((await byPost(TEST_PASSWORD, 'right')).status).toBe(401);
  });

  it('keeps the address: nobody can register with it', async () => {
    const ada = await person(app);
    await remove(ada);
    const body = { email: ada.user.email, password: 'Analytical-Engine-1843' };
    expect((await app.request('POST', '/auth/register', { body })).status).toBe(409);
  });
});

describe('signing in to a deleted account', () => {
  it('restores it as it was, with its keys, and says so by mail', async () => {
    const ada = await person(app);
    const planner = await ada.planner({ title: 'Engine' });
    const permissions = ['read:own-planners'];
    const { key } = await ada.must('POST', '/auth/api-keys', { name: 'Key', permissions });
    await remove(ada);
    expect((await login(ada.user.email, 'Wrong-Horse-7')).status).toBe(401);
    expect(await account(ada.id)).toMatchObject({ status: 'deleted' });

    const answer = await login(ada.user.email);
    expect([answer.status, answer.body.data.user.status]).toEqual([200, 'active']);
    const token = answer.body.data.accessToken;
    expect((await app.request('GET', `/planners/${planner.id}`, { token })).body.data.title).toBe('Engine');
    for (const { request } of [app, replica])
      expect((await request('GET', '/planners', { headers: { 'x-api-key': key } })).status).toBe(200);
    expect((await app.request('GET', '/users/me', { token: ada.user.token })).status).toBe(401);
    expect(await account(ada.id)).toEqual({ status: 'active', deleted_at: null });
    expect(await actionsOf(ada.id)).toContain('user.restored');
    await eventually(async () =>
      expect((await mailsTo(ada.user.email)).map(({ subject }) => subject)).toContain('Your account is back'),
    );
  });

  it('restores it once when it comes many times at once', async () => {
    const ada = await person(app);
    await remove(ada);
    const answers = await Promise.all(Array.from({ length: 3 }, () => login(ada.user.email)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await actionsOf(ada.id)).filter((action) => action === 'user.restored')).toHaveLength(1);
  });

  it('needs no old password: who may have changed it and deleted the account has no last word', async () => {
    const ada = await person(app);
    await remove(ada);
    await mailTo(app, ada.user.email, 2);
    const post = (path: string, body: object) => app.request('POST', `/auth/${path}`, { body });
    await post('forgot-password', { email: ada.user.email });
    const mail = await eventually(async () => {
      const found = (await mailsTo(ada.user.email)).find(
        ({ subject }) => subject === 'Choose a new password',
      );
      if (!found) throw new Error('no link yet');
      return found;
    });
    const newPassword = 'Analytical-Engine-1843';
    expect((await post('reset-password', { token: tokenIn(mail), newPassword })).status).toBe(200);
    expect(await account(ada.id)).toMatchObject({ status: 'deleted' });
    expect((await login(ada.user.email, newPassword)).status).toBe(200);
    expect(await account(ada.id)).toEqual({ status: 'active', deleted_at: null });
    // Past its time there is nothing to come back to.
    await app.request('POST', '/users/me/delete', {
      token: (await login(ada.user.email, newPassword)).body.data.accessToken,
      body: { password: newPassword },
    });
    await app.database.query("UPDATE users SET deleted_at = now() - interval '30 days' WHERE id = $1", [
      ada.id,
    ]);
    await app.database.query('DELETE FROM mailed_tokens WHERE user_id = $1', [ada.id]);
    expect((await post('forgot-password', { email: ada.user.email })).status).toBe(200);
    expect(
      (await app.database.query('SELECT FROM mailed_tokens WHERE user_id = $1', [ada.id])).rowCount,
    ).toBe(0);
  });

  it('restores nothing before the second factor was given', async () => {
    const ada = await person(app);
    await app.database.query(
      "INSERT INTO mfa_totp (user_id, secret, confirmed_at) VALUES ($1, 'sealed', now())",
      [ada.id],
    );
    await remove(ada);
    const answer = await login(ada.user.email);
    expect([answer.status, answer.body.data.mfaRequired]).toEqual([200, true]);
    expect(await account(ada.id)).toMatchObject({ status: 'deleted' });
    await app.database.query('DELETE FROM mfa_totp WHERE user_id = $1', [ada.id]);
    expect((await login(ada.user.email)).status).toBe(200);
  });

  it('is refused once the 30 days are over, and where the account is suspended', async () => {
    const ada = await person(app);
    await remove(ada);
    await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [ada.id]);
    expect(codeOf(await login(ada.user.email))).toBe('ACCOUNT_SUSPENDED');
    await app.database.query(
      "UPDATE users SET status = 'deleted', deleted_at = now() - interval '30 days' WHERE id = $1",
      [ada.id],
    );
    const late = await login(ada.user.email);
    expect([late.status, codeOf(late)]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(await account(ada.id)).toMatchObject({ status: 'deleted' });
  });
});
