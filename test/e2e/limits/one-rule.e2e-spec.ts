import type { Tier } from '@almanac/contracts';
import { Database, Limits, People } from '@almanac/platform';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';
import { person, share, type Person } from '../planning/support';

/**
 * The limits are told twice: by `Limits`, for what is made, and in SQL, for what is there already
 * (libs/planning/src/infrastructure/sql/limits.sql.ts). Both say the same of everybody.
 */
let app: TestApp;
let admin: TestUser;
const THERE = 4;

beforeAll(async () => {
  app = await createTestApp({
    config: { MAX_PLANNERS_FREE: '2', MAX_COLLABORATORS_FREE: '1', MAX_COLLABORATORS_PREMIUM: '3' },
  });
  admin = await app.user({ admin: true });
});
afterAll(() => app.close());

/** A role of their own, or that of admins. */
async function give({ id }: Person, role: string): Promise<void> {
  await app.database.query(
    role === 'admin'
      ? `INSERT INTO user_roles (user_id, role_id) SELECT $1::uuid, id FROM roles WHERE name = $2`
      : `WITH made AS (INSERT INTO roles (id, name, permissions)
           VALUES (gen_random_uuid(), 'r' || $1::uuid, ARRAY[$2::text]) RETURNING id)
         INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM made`,
    [id, role],
  );
}

it.each<[Tier, string | undefined]>([
  ['free', undefined],
  ['premium', undefined],
  ['enterprise', undefined],
  ['free', 'share:planners'],
  ['free', 'create:unlimited-planners'],
  ['free', 'create:*'],
  ['free', '*:planners'],
  ['enterprise', 'share:planners'],
  ['free', 'admin'],
  ['premium', 'admin'],
])('of %s, with the role %s', async (tier, role) => {
  const owner = await person(app, { tier: 'enterprise' });
  for (let number = 0; number < THERE; number += 1) {
    const { id } = await owner.planner();
    for (let guest = 0; number === 0 && guest < THERE; guest += 1)
      await share(app, id, (await person(app)).id, 'editor');
  }
  if (role !== undefined) await give(owner, role);
  const body = { tier };
  await app.request('PATCH', `/admin/users/${owner.id}`, { token: admin.token, body });
  const holder = await app.get(People).holder(app.get(Database), owner.id);
  if (!holder) throw new Error('nobody there');
  const { planners, collaborators } = app.get(Limits).of(holder);
  const over = (limit: number | null) => (limit === null ? 0 : THERE - limit);
  const listed = (await owner.must('GET', '/planners?sort=createdAt&order=asc')).planners;
  expect(listed.map(({ readOnly }: { readOnly: boolean }) => readOnly)).toEqual(
    Array.from({ length: THERE }, (_, index) => index >= THERE - over(planners)),
  );
  const path = `/planners/${listed[0].id}/collaborators`;
  const shown = (await owner.must('GET', path)).collaborators;
  expect(shown.filter(({ overLimit }: { overLimit: boolean }) => overLimit)).toHaveLength(
    over(collaborators),
  );
});
