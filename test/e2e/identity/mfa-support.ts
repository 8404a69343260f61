import { SignInCompletion, TotpCodes, type SignInOutcome } from '@almanac/identity';
import { RequestContext, UnitOfWork } from '@almanac/platform';
import { createTestApp, TEST_PASSWORD, type TestAnswer, type TestApp, type TestUser } from '@almanac/testing';
import { generate } from 'otplib';

export const STEP = 30;
/** The clock of codes stands still, so that no test depends on when it runs. */
export const now = Math.floor(Date.now() / 1000);
export const count = (answers: TestAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
export const problem = (answer: TestAnswer) => [answer.status, answer.body.error?.code];
export const fieldOf = (answer: TestAnswer) => [answer.status, answer.body.error?.details?.[0]?.field];

export interface Equipped extends TestUser {
  secret: string;
  backupCodes: string[];
}

/** People with second factors, on two replicas. */
export class SecondFactors {
  private constructor(
    readonly app: TestApp,
    readonly replica: Pick<TestApp, 'request'>,
  ) {}

  static async start(): Promise<SecondFactors> {
    jest.spyOn(TotpCodes.prototype, 'epoch').mockReturnValue(now);
    const app = await createTestApp({ worker: true });
    return new SecondFactors(app, await app.replica());
  }

  readonly end = async (): Promise<void> => {
    jest.restoreAllMocks();
    await this.app.close();
  };

  readonly post = (path: string, body: unknown, token?: string, door: Pick<TestApp, 'request'> = this.app) =>
    door.request('POST', `/auth${path}`, { body, token });

  readonly login = (email: string, more: object = {}) =>
    this.post('/login', { email, password: TEST_PASSWORD, ...more });

  readonly status = async (user: TestUser) =>
    (await this.app.request('GET', '/auth/mfa', { token: user.token })).body.data;

  readonly codeOf = (secret: string, steps = 0) => generate({ secret, epoch: now + steps * STEP });

  readonly setUp = async (user: TestUser): Promise<{ secret: string; backupCodes: string[] }> => {
    const answer = await this.post('/mfa/setup', { password: TEST_PASSWORD }, user.token);
    expect(answer.status).toBe(200);
    return answer.body.data;
  };

  /** Whoever is set up has spent the code of the step before; the present one is still good. */
  readonly equipped = async (): Promise<Equipped> => {
    const user = await this.app.user();
    const { rows } = await this.app.database.query('SELECT password_hash FROM users WHERE id = $1', [
      user.id,
    ]);
    const setPassword = (hash: string | null) =>
      this.app.database.query('UPDATE users SET password_hash = $2 WHERE id = $1', [user.id, hash]);
    // Without a password there is none to check, and nobody looks at the picture: both take time, drawing most of all
    // inside Jest.
    await setPassword(null);
    jest.spyOn(TotpCodes.prototype, 'pictureOf').mockResolvedValueOnce('data:,');
    const { secret, backupCodes } = (await this.post('/mfa/setup', {}, user.token)).body.data;
    await setPassword(rows[0].password_hash);
    const answer = await this.post('/mfa/verify-setup', { code: await this.codeOf(secret, -1) }, user.token);
    expect(answer.status).toBe(200);
    return { ...user, secret, backupCodes };
  };

  /** What a right password leads to; checking it aside, which takes the time. */
  readonly prove = async (user: TestUser, deviceToken?: string): Promise<SignInOutcome> => {
    const context = RequestContext.system();
    const factor = { method: 'password', deviceToken, secondFactorDone: false };
    return this.app
      .get(UnitOfWork)
      .run(context, (tx) => this.app.get(SignInCompletion).complete(tx, context, user, factor));
  };

  readonly begin = async (user: TestUser, deviceToken?: string): Promise<string> => {
    const outcome = await this.prove(user, deviceToken);
    if (outcome.kind !== 'mfa-required') throw new Error('No second factor was asked for');
    return outcome.mfaToken;
  };
}
