import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { PlainClient } from '../realtime/plain-client';

let app: TestApp;
let admin: TestUser;
let user: TestUser;

beforeAll(async () => {
  app = await createTestApp({ worker: true });
});
beforeEach(async () => {
  [admin, user] = await Promise.all([app.user({ admin: true }), app.user()]);
});
afterAll(() => app.close());

const act = (id: string, token = admin.token) =>
  app.request('POST', `/admin/users/${id}/impersonate`, { token });
const me = (token: string) => app.request('GET', '/users/me', { token });

async function actAs(id = user.id): Promise<string> {
  return (await act(id)).body.data.accessToken as string;
}

describe('POST /admin/users/:id/impersonate', () => {
  it('gives a token of ten minutes that says who acts', async () => {
    const answer = await act(user.id);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.data).sort()).toEqual(['accessToken', 'expiresIn']);
    const { accessToken, expiresIn } = answer.body.data;
    expect(expiresIn).toBe(600);
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: user.id, act: { sub: admin.id }, role: 'free' });
    expect(claims.exp - claims.iat).toBe(600);
    expect((await me(accessToken)).body.data.id).toBe(user.id);
    const listed = await app.request('GET', `/admin/users/${user.id}/sessions`, { token: admin.token });
    expect(listed.body.data.sessions[0]).toMatchObject({ method: 'impersonation', impersonatedBy: admin.id });
  });

  it('puts it, and all that is done by it, on record under the name of the admin', async () => {
    const token = await actAs();
    await app.request('PATCH', '/users/me', { token, body: { bio: 'Changed' } });
    const { rows } = await app.database.query(
      'SELECT action, actor_id, user_id FROM audit_log WHERE resource_id = $1 ORDER BY seq',
      [user.id],
    );
    expect(rows).toEqual([
      { action: 'admin.user.impersonated', actor_id: admin.id, user_id: admin.id },
      { action: 'user.profile.updated', actor_id: admin.id, user_id: user.id },
    ]);
    const own = await app.request('GET', '/users/me/audit-log', { token: user.token });
    expect(own.body.data.auditLogs).toMatchObject([
      { action: 'user.profile.updated', actorId: null, ip: null },
      { action: 'admin.user.impersonated', actorId: null, ip: null },
    ]);
  });

  it('is refused for admins, oneself, who may do more, who is suspended, and nobody', async () => {
    const other = await app.user({ admin: true });
    expect((await act(other.id)).status).toBe(403);
    expect((await act(admin.id)).status).toBe(403);
    const almighty = await app.user();
    await app.database.query(
      `WITH role AS (INSERT INTO roles (id, name, permissions) VALUES (gen_random_uuid(), 'almighty', '{*:*}') RETURNING id)
       INSERT INTO user_roles (user_id, role_id) SELECT $1::uuid, id FROM role`,
      [almighty.id],
    );
    expect((await act(almighty.id)).status).toBe(403);
    expect((await act(crypto.randomUUID())).status).toBe(404);
    await app.database.query("UPDATE users SET status = 'suspended' WHERE id = $1", [user.id]);
    expect((await act(user.id)).status).toBe(409);
    expect((await act(user.id, (await app.user()).token)).status).toBe(403);
  });

  it('reaches neither passwords, keys, roles nor another impersonation', async () => {
    const token = await actAs();
    const { body } = await app.request('GET', '//openapi.json');
    type Operation = { operationId: string; security: object[] };
    const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
    const delicate = paths.flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, { security, operationId }]) => {
          const ways = security.flatMap((way) => Object.keys(way));
          return (
            ways.some((way) => /bearer/i.test(way)) &&
            !ways.some((way) => /apiKey/i.test(way)) &&
            operationId !== 'logout'
          );
        })
        .map(([method]) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, user.id) })),
    );
    expect(delicate.length).toBeGreaterThan(2);
    for (const { method, path } of delicate) {
      const answer = await app.request(method, `/${path}`, {
        token,
        ...(method === 'GET' ? {} : { body: {} }),
      });
      expect([method, path, answer.status, answer.body.error?.details?.reason]).toEqual([
        ...[method, path, 403, 'impersonation'],
      ]);
    }
    const everywhere = await app.request('POST', '/auth/logout', { token, body: { allDevices: true } });
    expect(everywhere.status).toBe(403);
    expect((await me(user.token)).status).toBe(200);
  });

  it('ends when it is signed out, and with the session of the admin', async () => {
    const [first, second] = [await actAs(), await actAs()];
    await app.request('POST', '/auth/logout', { token: first, body: {} });
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(200);
    const login = { email: admin.email, password: TEST_PASSWORD };
    const elsewhere = (await app.request('POST', '/auth/login', { body: login })).body.data.accessToken;
    const third = (await act(user.id, elsewhere)).body.data.accessToken;
    await app.request('POST', '/auth/logout', { token: admin.token, body: {} });
    expect((await me(second)).status).toBe(401);
    expect((await me(third)).status).toBe(200);
    expect((await me(user.token)).status).toBe(200);
    const { rows } = await app.database.query(
      `SELECT payload->>'userId' AS "userId" FROM outbox
        WHERE name = 'session.revoked' AND payload->>'reason' = 'impersonator-left'`,
    );
    expect(rows).toEqual([{ userId: user.id }]);
  });

  it('leaves the cookies of the admin’s browser alone, and tells the owner no more than that it was', async () => {
    const token = await actAs();
    const { sessions } = (await app.request('GET', '/auth/sessions', { token: user.token })).body.data;
    expect(sessions).toHaveLength(2);
    expect(sessions).toContainEqual(
      expect.objectContaining({ method: 'impersonation', ip: null, userAgent: null, device: null }),
    );
    const out = await app.request('POST', '/auth/logout', { token, body: {} });
    expect([out.status, out.headers.getSetCookie()]).toEqual([200, []]);
  });

  it('hears nothing more at its sockets once the admin is demoted', async () => {
    const keeper = await app.user({ admin: true });
    const socket = await PlainClient.signedIn(app.url, await actAs());
    const demoted = await app.request('PUT', `/admin/users/${admin.id}/roles`, {
      token: keeper.token,
      body: { roles: [] },
    });
    expect(demoted.status).toBe(200);
    expect((await socket.whenClosed()).code).toBe(4401);
  });

  it('ends when the admin is suspended', async () => {
    const token = await actAs();
    const other = await app.user({ admin: true });
    const suspended = await app.request('PATCH', `/admin/users/${admin.id}`, {
      token: other.token,
      body: { status: 'suspended' },
    });
    expect(suspended.status).toBe(200);
    expect((await me(token)).status).toBe(401);
  });

  it('ends when the admin is demoted, or the user becomes an admin', async () => {
    const keeper = await app.user({ admin: true });
    let tier = 'premium';
    // Roles behind the back of the API; a change of tier then lets every process look again.
    const renew = async (id: string, sql: string): Promise<void> => {
      await app.database.query(sql, [id]);
      tier = tier === 'premium' ? 'enterprise' : 'premium';
      const changed = await app.request('PATCH', `/admin/users/${id}`, {
        token: keeper.token,
        body: { tier },
      });
      expect(changed.status).toBe(200);
    };
    const token = await actAs();
    expect((await me(token)).status).toBe(200);
    await renew(
      user.id,
      "INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'admin'",
    );
    expect((await me(token)).status).toBe(401);
    await renew(user.id, 'DELETE FROM user_roles WHERE user_id = $1');
    const again = await actAs();
    expect((await me(again)).status).toBe(200);
    await renew(admin.id, 'DELETE FROM user_roles WHERE user_id = $1');
    expect((await me(again)).status).toBe(401);
  });
});
