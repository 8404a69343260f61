import { createTestApp, type TestApp } from '@almanac/testing';
import { mailTo, PASSWORD, tokenIn } from './support';

describe('registration', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });

  afterAll(() => app.close());

  const register = (body: unknown) => app.request('POST', '/auth/register', { body });

  it('makes an account, announces it and asks for a mail in one transaction', async () => {
    const answer = await register({
      email: 'Ada@Example.com',
      password: PASSWORD,
      displayName: 'Ada',
      acceptTerms: true,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/v1/users/me');
    expect(answer.body.data).toEqual({
      userId: expect.any(String),
      email: 'Ada@Example.com',
      displayName: 'Ada',
      emailVerified: false,
    });
    const { userId } = answer.body.data;
    const { rows } = await app.database.query(
      'SELECT email, email_lower, password_hash, terms_accepted_at, created_from FROM users WHERE id = $1',
      [userId],
    );
    expect(rows[0]).toMatchObject({ email: 'Ada@Example.com', email_lower: 'ada@example.com' });
    expect(rows[0].password_hash).toMatch(/^\$2b\$10\$/);
    expect(rows[0].terms_accepted_at).toBeInstanceOf(Date);
    const events = await app.database.query(
      'SELECT name, payload FROM outbox WHERE resource_id = $1 ORDER BY seq',
      [userId],
    );
    expect(events.rows.map((row) => row.name)).toEqual(['user.registered', 'user.verification-requested']);
  });

  it('refuses an address that is taken, whatever its case', async () => {
    await register({ email: 'taken@example.com', password: PASSWORD });
    const again = await register({ email: 'TAKEN@example.com', password: PASSWORD });
    expect(again.status).toBe(409);
    expect(again.body.error.code).toBe('ALREADY_EXISTS');
  });

  it('lets one of many registrations of the same address through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => register({ email: 'race@example.com', password: PASSWORD })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it.each([
    ['short', 'Ab1!xyz'],
    ['no upper-case letter', 'analytical-engine-1843'],
    ['no lower-case letter', 'ANALYTICAL-ENGINE-1843'],
    ['no digit', 'Analytical-Engine'],
    ['no special character', 'AnalyticalEngine1843'],
    ['common', 'Password1!'],
    ['common, spelled with signs', 'P@ssw0rd1'],
    ['over 72 bytes', `Aa1!${'x'.repeat(69)}`],
    ['over 72 bytes in fewer characters', `Aa1!${'ä'.repeat(35)}`],
  ])('refuses a weak password: %s', async (_why, password) => {
    const answer = await register({ email: 'weak@example.com', password });
    expect(answer.status).toBe(422);
    expect(answer.body.error.code).toBe('WEAK_PASSWORD');
    expect(answer.body.error.details[0].field).toBe('password');
    expect(answer.text).not.toContain(password);
  });

  it('takes a password of exactly 72 bytes, and tells it from one that differs in the last', async () => {
    const password = `Aa1!${'x'.repeat(68)}`;
    expect((await register({ email: 'long@example.com', password })).status).toBe(201);
    const login = (secret: string) =>
      app.request('POST', '/auth/login', { body: { email: 'long@example.com', password: secret } });
    expect((await login(password)).status).toBe(200);
    expect((await login(`${password}y`)).status).toBe(401);
    expect((await login(`${password.slice(0, 71)}y`)).status).toBe(401);
  });

  it('names every problem of a body at once', async () => {
    const answer = await register({
      email: 'no address',
      password: 'weak',
      acceptTerms: false,
      role: 'admin',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    const fields = answer.body.error.details.map((problem: { field: string }) => problem.field).sort();
    expect(fields).toEqual(['acceptTerms', 'email', 'password', 'role']);
  });

  it.each(['emailVerified', 'tier', 'ownerId', 'constructor', 'status'])(
    'refuses %s in the body',
    async (name) => {
      const answer = await register({ email: 'mass@example.com', password: PASSWORD, [name]: 'x' });
      expect(answer.status).toBe(422);
    },
  );

  describe('verification', () => {
    it('takes the mailed token once, also when it comes twenty times at once', async () => {
      await register({ email: 'verify@example.com', password: PASSWORD, displayName: 'Buy <b>now</b>' });
      const mail = await mailTo(app, 'verify@example.com');
      expect(mail.text).not.toContain('Buy');
      const token = tokenIn(mail);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => app.request('POST', '/auth/verify-email', { body: { token } })),
      );
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
      const refused = answers.filter((answer) => answer.status === 400);
      expect(refused).toHaveLength(19);
      expect(refused[0]?.body.error.code).toBe('INVALID_TOKEN');
      const { rows } = await app.database.query(
        "SELECT email_verified FROM users WHERE email_lower = 'verify@example.com'",
      );
      expect(rows[0].email_verified).toBe(true);
    });

    it('refuses tokens that are forged, changed, of another row or past their time', async () => {
      await register({ email: 'late@example.com', password: PASSWORD });
      const token = tokenIn(await mailTo(app, 'late@example.com'));
      const [id = '', mac = ''] = token.split('.');
      const other = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}.${mac}`;
      await app.database.query("UPDATE mailed_tokens SET expires_at = now() - interval '1 second'");
      for (const wrong of ['x', 'a.b', other, `${id}.${'A'.repeat(43)}`, token]) {
        const answer = await app.request('POST', '/auth/verify-email', { body: { token: wrong } });
        expect([answer.status, answer.body.error.code]).toEqual([400, 'INVALID_TOKEN']);
      }
    });

    it('keeps no token in a readable form', async () => {
      await register({ email: 'hidden@example.com', password: PASSWORD });
      const token = tokenIn(await mailTo(app, 'hidden@example.com'));
      const [, mac = ''] = token.split('.');
      const { rows } = await app.database.query(
        'SELECT (SELECT count(*) FROM outbox o WHERE o::text LIKE $1) + (SELECT count(*) FROM mailed_tokens t WHERE t::text LIKE $1) AS found',
        [`%${mac}%`],
      );
      expect(Number(rows[0].found)).toBe(0);
    });

    it('answers a wish for another mail alike for every address', async () => {
      await register({ email: 'again@example.com', password: PASSWORD });
      await mailTo(app, 'again@example.com');
      for (const email of ['again@example.com', 'nobody@example.com']) {
        const first = await app.request('POST', '/auth/resend-verification', { body: { email } });
        expect(first.status).toBe(200);
        const second = await app.request('POST', '/auth/resend-verification', { body: { email } });
        expect([second.status, second.body.error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
        expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(290);
      }
      await mailTo(app, 'again@example.com', 2);
    });

    it('lets one of many wishes at once through', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          app.request('POST', '/auth/resend-verification', { body: { email: 'crowd@example.com' } }),
        ),
      );
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    });
  });
});

describe('a server that conceals who has an account', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ worker: true, config: { REGISTRATION_CONCEALS: 'true' } });
  });

  afterAll(() => app.close());

  it('answers a taken address like a free one, and mails its owner', async () => {
    const body = { email: 'owner@example.com', password: PASSWORD, displayName: 'Ada' };
    const first = await app.request('POST', '/auth/register', { body });
    await mailTo(app, 'owner@example.com');
    const second = await app.request('POST', '/auth/register', { body: { ...body, displayName: 'Eve' } });
    expect(second.status).toBe(201);
    expect(Object.keys(second.body.data)).toEqual(Object.keys(first.body.data));
    expect(second.body.data.userId).not.toBe(first.body.data.userId);
    const mail = await mailTo(app, 'owner@example.com', 2);
    expect(mail.subject).toBe('You have an account already');
    const { rows } = await app.database.query(
      "SELECT count(*) FROM users WHERE email_lower = 'owner@example.com'",
    );
    expect(Number(rows[0].count)).toBe(1);
  });
});

describe('the limit of registrations', () => {
  it('holds for an account too, from wherever it is asked', async () => {
    const app = await createTestApp({ config: { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true' } });
    const from = (number: number, email: string) =>
      app.request('POST', '/auth/register', {
        body: { email, password: PASSWORD },
        headers: { 'x-forwarded-for': `203.0.113.${number}` },
      });
    const statuses: number[] = [];
    for (let number = 1; number <= 6; number += 1)
      statuses.push((await from(number, number % 2 ? 'ada@example.com' : ' ADA@example.com')).status);
    expect(statuses).toEqual([201, 409, 409, 409, 409, 429]);
    const last = await from(7, 'ada@example.com');
    expect([last.body.error.code, Number(last.headers.get('retry-after'))]).toEqual([
      'RATE_LIMIT_EXCEEDED',
      expect.any(Number),
    ]);
    expect((await from(7, 'bob@example.com')).status).toBe(201);
    await app.close();
  });
});
