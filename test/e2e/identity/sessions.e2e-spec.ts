import { createHmac } from 'node:crypto';
import { appendEvent, RequestContext, statement, UnitOfWork } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestApp, type TestReplica } from '@almanac/testing';
import { cookiesOf } from './support';

const endSessions = statement<{ id: string }>(
  'test.end-sessions',
  'UPDATE sessions SET revoked_at = now() WHERE user_id = $1 RETURNING id',
);

describe('sessions', () => {
  let app: TestApp;
  let replica: TestReplica;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    replica = await app.replica();
  });

  afterAll(() => app.close());

  const refresh = (refreshToken: string) => app.request('POST', '/auth/refresh', { body: { refreshToken } });
  const me = (token: string, from: Pick<TestApp, 'request'> = app) =>
    from.request('GET', '/auth/me', { token });
  const age = (seconds: number) =>
    app.database.query('UPDATE refresh_tokens SET spent_at = spent_at - make_interval(secs => $1)', [
      seconds,
    ]);

  describe('refresh', () => {
    it('rotates, and gives tokens that work', async () => {
      const user = await app.user();
      const answer = await refresh(user.refreshToken);
      expect(answer.status).toBe(200);
      expect(answer.body.data).toMatchObject({ expiresIn: 900, accessToken: expect.any(String) });
      expect(answer.body.data.refreshToken).not.toBe(user.refreshToken);
      expect((await me(answer.body.data.accessToken)).body.data.id).toBe(user.id);
      expect(cookiesOf(answer).get('refresh_token')?.value).toBe(answer.body.data.refreshToken);
    });

    it('takes the token from the cookie, with no body', async () => {
      const user = await app.user();
      const headers = { cookie: `refresh_token=${user.refreshToken}` };
      expect((await app.request('POST', '/auth/refresh', { headers })).status).toBe(200);
      expect((await app.request('POST', '/auth/refresh')).status).toBe(401);
    });

    it('leaves one lineage of twenty at once, on two replicas', async () => {
      const user = await app.user();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? app : replica).request('POST', '/auth/refresh', {
            body: { refreshToken: user.refreshToken },
          }),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(new Set(answers.map((answer) => answer.body.data.refreshToken)).size).toBe(1);
      const { rows } = await app.database.query(
        'SELECT count(*) FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1 AND t.spent_at IS NULL',
        [user.id],
      );
      expect(Number(rows[0].count)).toBe(1);
      expect((await refresh(answers[0]?.body.data.refreshToken)).status).toBe(200);
    });

    it('takes a predecessor that comes late for theft, and ends the family with its newest descendant', async () => {
      const user = await app.user();
      const successor = (await refresh(user.refreshToken)).body.data;
      await age(11);
      const replay = await refresh(user.refreshToken);
      expect([replay.status, replay.body.error.code]).toEqual([401, 'TOKEN_REUSED']);
      const descendant = await refresh(successor.refreshToken);
      expect([descendant.status, descendant.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
      expect((await me(successor.accessToken)).status).toBe(401);
      expect((await me(user.token, replica)).status).toBe(401);
      const { rows } = await app.database.query(
        "SELECT payload FROM outbox WHERE name = 'session.token-reused'",
      );
      expect(rows.some((row) => row.payload.userId === user.id)).toBe(true);
    });

    it('takes an older token for theft within the grace, too', async () => {
      const user = await app.user();
      const second = (await refresh(user.refreshToken)).body.data.refreshToken;
      await refresh(second);
      expect((await refresh(user.refreshToken)).body.error.code).toBe('TOKEN_REUSED');
    });

    it('ends with the sliding life', async () => {
      const user = await app.user();
      await app.database.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [user.id]);
      const answer = await refresh(user.refreshToken);
      expect([answer.status, answer.body.error.code]).toEqual([401, 'TOKEN_EXPIRED']);
    });

    it('never goes past the longest life, nor does an access token', async () => {
      const user = await app.user();
      await app.database.query(
        "UPDATE sessions SET absolute_expires_at = now() + interval '60 seconds' WHERE user_id = $1",
        [user.id],
      );
      const answer = await refresh(user.refreshToken);
      expect(answer.body.data.expiresIn).toBeLessThanOrEqual(60);
      const { rows } = await app.database.query(
        'SELECT expires_at = absolute_expires_at AS capped FROM sessions WHERE user_id = $1',
        [user.id],
      );
      expect(rows[0].capped).toBe(true);
    });

    it('takes nothing else for a refresh token', async () => {
      const user = await app.user();
      for (const wrong of ['x', user.token, 'A'.repeat(43)]) {
        const answer = await refresh(wrong);
        expect([answer.status, answer.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
      }
    });

    it('stores no token in a readable form', async () => {
      const user = await app.user();
      const { rows } = await app.database.query(
        'SELECT t.token_hash FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1',
        [user.id],
      );
      expect(rows[0].token_hash).toHaveLength(32);
      expect(rows[0].token_hash.toString('base64url')).not.toBe(user.refreshToken);
    });
  });

  describe('logout', () => {
    it('takes effect on the next request, on every replica', async () => {
      const user = await app.user();
      for (const door of [app, replica]) expect((await me(user.token, door)).status).toBe(200);
      const answer = await app.request('POST', '/auth/logout', { token: user.token });
      expect(answer.status).toBe(200);
      expect(cookiesOf(answer).get('refresh_token')?.value).toBe('');
      for (const door of [replica, app]) {
        const after = await me(user.token, door);
        expect([after.status, after.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
      }
      expect((await refresh(user.refreshToken)).status).toBe(401);
    });

    it('ends this session alone, or all of them', async () => {
      const user = await app.user();
      const login = () =>
        app.request('POST', '/auth/login', { body: { email: user.email, password: TEST_PASSWORD } });
      const [first, second] = [(await login()).body.data, (await login()).body.data];
      await app.request('POST', '/auth/logout', { token: first.accessToken, body: {} });
      expect((await me(second.accessToken)).status).toBe(200);
      await app.request('POST', '/auth/logout', { token: second.accessToken, body: { allDevices: true } });
      for (const token of [user.token, first.accessToken, second.accessToken])
        expect((await me(token)).status).toBe(401);
    });

    it('takes effect by the outbox where the process died just after the commit', async () => {
      const user = await app.user();
      expect((await me(user.token)).status).toBe(200);
      const context = RequestContext.system();
      await app.get(UnitOfWork).run(context, async (tx) => {
        const rows = await tx.query(endSessions, [user.id]);
        await appendEvent(tx, context, {
          name: 'session.revoked',
          payload: { userId: user.id, sessionIds: rows.map((row) => row.id), reason: 'test' },
          resource: { type: 'user', id: user.id },
        });
      });
      const deadline = Date.now() + 30_000;
      while ((await me(user.token)).status !== 401) {
        if (Date.now() > deadline) throw new Error('The session lives on');
      }
    });

    it('stays ended when a reader that was slow caches what it read before', async () => {
      const user = await app.user();
      const slow = me(user.token, replica);
      await Promise.all([
        app.request('POST', '/auth/logout', { token: user.token }),
        ...Array.from({ length: 20 }, () => me(user.token, replica)),
        slow,
      ]);
      expect((await me(user.token)).status).toBe(401);
      expect((await me(user.token, replica)).status).toBe(401);
    });
  });

  describe('access tokens', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const parts = (token: string) =>
      token
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    const sign = (header: unknown, claims: unknown, secret = app.config.JWT_SECRET) => {
      const body = `${encode(header)}.${encode(claims)}`;
      return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
    };

    it('are taken only as this server signs them', async () => {
      const user = await app.user();
      const [header, claims] = parts(user.token);
      const now = Math.floor(Date.now() / 1000);
      expect((await me(sign(header, { ...claims, jti: 'again' }))).status).toBe(200);
      const forged: Record<string, string> = {
        'no signature': `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
        'alg none in other letters': `${encode({ ...header, alg: 'nOnE' })}.${encode(claims)}.`,
        'another algorithm': sign({ ...header, alg: 'HS512' }, claims),
        'RS256 confusion': sign({ ...header, alg: 'RS256' }, claims),
        'no kid': sign({ alg: 'HS256', typ: 'JWT' }, claims),
        'a kid of nobody': sign({ ...header, kid: '../../dev/null' }, claims),
        'a key of its own': sign({ ...header, kid: 'x', jwk: { kty: 'oct', k: encode('x') } }, claims, 'x'),
        'another secret': sign(
          { ...header, jku: 'http://127.0.0.1/keys', x5u: 'http://127.0.0.1/x' },
          claims,
          'x'.repeat(40),
        ),
        'another type': sign(header, { ...claims, typ: 'refresh' }),
        'no type': sign(header, { ...claims, typ: undefined }),
        'another issuer': sign(header, { ...claims, iss: 'mallory' }),
        'another audience': sign(header, { ...claims, aud: 'another-api' }),
        'a session of nobody': sign(header, { ...claims, sid: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11' }),
        'not yet': sign(header, { ...claims, nbf: now + 600 }),
        'changed claims': user.token.replace(encode(claims), encode({ ...claims, role: 'admin' })),
        'a refresh token': user.refreshToken,
      };
      for (const [name, token] of Object.entries(forged)) {
        const answer = await me(token);
        expect([name, answer.status, answer.body.error.code]).toEqual([name, 401, 'INVALID_TOKEN']);
      }
      const expired = await me(sign(header, { ...claims, exp: now - 1 }));
      expect([expired.status, expired.body.error.code]).toEqual([401, 'TOKEN_EXPIRED']);
      const atExpiry = await me(sign(header, { ...claims, exp: undefined }));
      expect(atExpiry.status).toBe(401);
    });

    it('are decided on by what holds now, not by the claim', async () => {
      const user = await app.user();
      const [header, claims] = parts(user.token);
      const token = sign(header, { ...claims, role: 'admin', permissions: ['*:*'] });
      expect((await me(token)).body.data.role).toBe('free');
    });

    it('do not come in a query string, nor as an API key', async () => {
      const user = await app.user();
      expect((await app.request('GET', `/auth/me?access_token=${user.token}`)).status).toBe(401);
      const answer = await app.request('GET', '/users/me', { headers: { 'x-api-key': 'ak_live_nothing' } });
      expect([answer.status, answer.body.error.code]).toEqual([401, 'INVALID_TOKEN']);
    });
  });
});

describe('sessions with other settings', () => {
  it('keep their refresh token where rotation is off', async () => {
    const app = await createTestApp({ config: { REFRESH_ROTATION: 'false' } });
    try {
      const user = await app.user();
      for (let use = 0; use < 3; use += 1) {
        const answer = await app.request('POST', '/auth/refresh', {
          body: { refreshToken: user.refreshToken },
        });
        expect(answer.body.data.refreshToken).toBe(user.refreshToken);
      }
    } finally {
      await app.close();
    }
  });

  it('verify tokens of a former secret', async () => {
    const former = `former-secret-of-the-tests-${'f'.repeat(20)}`;
    const app = await createTestApp({ config: { JWT_PREVIOUS_SECRETS: former } });
    try {
      const user = await app.user();
      const { createHash } = await import('node:crypto');
      const kid = createHash('sha256').update(`jwt-kid/v1\n${former}`).digest('base64url').slice(0, 12);
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString());
      const body = `${encode({ alg: 'HS256', typ: 'JWT', kid })}.${encode(claims)}`;
      const token = `${body}.${createHmac('sha256', former).update(body).digest('base64url')}`;
      expect((await app.request('GET', '/users/me', { token })).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});
