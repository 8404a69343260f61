import { CreateAdmin } from '@almanac/identity';
import { createTestApp, type TestApp } from '@almanac/testing';

const PASSWORD = 'Keeper-Of-Keys-77';

describe('admins', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await createTestApp({ config: { ADMIN_EMAIL: 'Root@Example.com', ADMIN_PASSWORD: PASSWORD } });
  });

  afterAll(() => app.close());

  it('have the first of them made at the first start, verified and able to do everything', async () => {
    const answer = await app.request('POST', '/auth/login', {
      body: { email: 'root@example.com', password: PASSWORD },
    });
    expect(answer.body.data.user).toMatchObject({
      email: 'Root@Example.com',
      role: 'admin',
      emailVerified: true,
    });
  });

  it('are not made again at the second start', async () => {
    await app.replica();
    const { rows } = await app.database.query('SELECT count(*) FROM user_roles');
    expect(Number(rows[0].count)).toBe(1);
  });

  it('are made by hand', async () => {
    const { createAdmin } = { createAdmin: app.get(CreateAdmin) };
    expect(
      await createAdmin.createAdmin({ email: 'two@example.com', password: PASSWORD, ifMissing: true }),
    ).toBeUndefined();
    expect(
      await createAdmin.createAdmin({ email: 'two@example.com', password: PASSWORD, ifMissing: false }),
    ).toEqual(expect.any(String));
    await expect(
      createAdmin.createAdmin({ email: 'two@example.com', password: PASSWORD, ifMissing: false }),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(
      createAdmin.createAdmin({ email: 'three@example.com', password: 'weak', ifMissing: false }),
    ).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
  });
});
