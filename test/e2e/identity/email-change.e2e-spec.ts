import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { mailTo, tokenIn, type ReceivedMail } from './support';

describe('changing the e-mail address', () => {
  let app: TestApp;
  let count = 0;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
  });

  afterAll(() => app.close());

  const post = (path: string, body: unknown, token?: string) =>
    app.request('POST', `/auth/${path}`, { body, token });
  const fresh = () => `new-${(count += 1)}@example.org`;
  const ask = (user: TestUser, newEmail: string, password = TEST_PASSWORD) =>
    post('change-email', { newEmail, password }, user.token);
  const confirm = (mail: ReceivedMail) => post('confirm-email-change', { token: tokenIn(mail) });
  const emailOf = async (user: TestUser) =>
    (await app.request('GET', '/users/me', { token: user.token })).body.data.email;

  it('happens when both have confirmed, each once', async () => {
    const user = await app.user();
    const newEmail = fresh();
    const asked = await ask(user, newEmail);
    expect([asked.status, asked.body.data.newEmail]).toEqual([200, newEmail]);
    const [oldMail, newMail] = await Promise.all([mailTo(app, user.email), mailTo(app, newEmail)]);
    const first = await confirm(newMail);
    expect(first.body.data).toEqual({ changed: false, waitingFor: 'old' });
    expect((await confirm(newMail)).status).toBe(400);
    expect(await emailOf(user)).toBe(user.email);
    expect((await confirm(oldMail)).body.data).toEqual({ changed: true, waitingFor: null });
    expect(await emailOf(user)).toBe(newEmail);
    const login = (email: string) => post('login', { email, password: TEST_PASSWORD });
    expect([(await login(newEmail)).status, (await login(user.email)).status]).toEqual([200, 401]);
    expect((await mailTo(app, user.email, 2)).text).toContain(newEmail);
  });

  it('happens once when both confirm at the same time', async () => {
    const user = await app.user();
    const newEmail = fresh();
    await ask(user, newEmail);
    const mails = await Promise.all([mailTo(app, user.email), mailTo(app, newEmail)]);
    const answers = await Promise.all([...mails, ...mails].map(confirm));
    expect(answers.filter((answer) => answer.body.data?.changed === true)).toHaveLength(1);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 400, 400]);
    expect(await emailOf(user)).toBe(newEmail);
  });

  it('can be called off by the old address', async () => {
    const user = await app.user();
    const newEmail = fresh();
    await ask(user, newEmail);
    const oldMail = await mailTo(app, user.email);
    const link = oldMail.links.find((address) => address.includes('/cancel-email-change?')) ?? '';
    const token = new URL(link).searchParams.get('token');
    const newMail = await mailTo(app, newEmail);
    expect((await post('cancel-email-change', { token: tokenIn(newMail) })).status).toBe(400);
    expect((await post('cancel-email-change', { token })).status).toBe(200);
    for (const mail of [oldMail, newMail]) expect((await confirm(mail)).status).toBe(400);
    expect(await emailOf(user)).toBe(user.email);
    for (const page of ['confirm-email-change', 'cancel-email-change']) {
      const answer = await app.request('GET', `//${page}?token=${token ?? ''}`, {
        headers: { accept: 'text/html' },
      });
      expect([answer.status, answer.text.includes('<form')]).toEqual([200, true]);
    }
  });

  it('loses against a registration that came first, and says so', async () => {
    const user = await app.user();
    const newEmail = fresh();
    await ask(user, newEmail);
    const [oldMail, newMail] = await Promise.all([mailTo(app, user.email), mailTo(app, newEmail)]);
    await confirm(newMail);
    await app.user({ email: newEmail.toUpperCase() });
    const answer = await confirm(oldMail);
    expect([answer.status, answer.body.error.code]).toEqual([409, 'ALREADY_EXISTS']);
    expect((await confirm(oldMail)).status).toBe(400);
    expect(await emailOf(user)).toBe(user.email);
  });

  it('is refused for a taken address, its own, a wrong password, and a fourth time in an hour', async () => {
    const [user, other] = [await app.user(), await app.user()];
    const refused = async (newEmail: string, password?: string) => {
      const answer = await ask(user, newEmail, password);
      return [answer.status, answer.body.error.code, answer.body.error.details?.[0]?.field];
    };
    expect(await refused(other.email)).toEqual([409, 'ALREADY_EXISTS', 'newEmail']);
    expect(await refused(user.email.toUpperCase())).toEqual([422, 'VALIDATION_ERROR', 'newEmail']);
    expect(await refused(fresh(), 'Wrong-Horse-7')).toEqual([422, 'VALIDATION_ERROR', 'password']);
    for (let time = 0; time < 3; time += 1) expect((await ask(user, fresh())).status).toBe(200);
    expect((await refused(fresh())).slice(0, 2)).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
  });
});
