import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { TokenIssuer } from '@almanac/identity';
import type { Tier } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import type { Redis } from 'ioredis';
import { Config, REDIS, RequestContext, UnitOfWork } from '@almanac/platform';

/** The password of every test user, and its bcrypt hash (of the tests' cost), made once: hashing it for each would take the time of the tests. */
export const TEST_PASSWORD = 'Correct-Horse-7';
const TEST_PASSWORD_HASH = '$2b$10$miGbdAEAvtePI4OI78E29erPSjTDsaHCT5t30VJsFWaUs9VG9Rt.S';

export interface TestUserOptions {
  tier?: Tier;
  admin?: boolean;
  email?: string;
  displayName?: string;
}

export interface TestUser {
  id: string;
  email: string;
  /** Access token of a session of their own. */
  token: string;
  refreshToken: string;
}

/** A verified user with a session; through the same code that signs people in, password hashing aside. */
export async function createTestUser(
  nest: NestFastifyApplication,
  database: Pool,
  options: TestUserOptions = {},
): Promise<TestUser> {
  const id = newId();
  const email = options.email ?? `user-${id}@example.com`;
  await database.query(
    `INSERT INTO users (id, email, email_lower, email_verified, email_verified_at, password_hash, display_name, tier,
                        given_tier)
     VALUES ($1, $2, lower($2), true, now(), $3, $4, $5, nullif($5, 'free'))`,
    [id, email, TEST_PASSWORD_HASH, options.displayName ?? 'Test Person', options.tier ?? 'free'],
  );
  if (options.admin) {
    await database.query(
      "INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'admin'",
      [id],
    );
  }
  const context = RequestContext.system();
  const issuer = nest.get(TokenIssuer, { strict: false });
  const tokens = await nest
    .get(UnitOfWork, { strict: false })
    .run(context, (transaction) => issuer.startSession(transaction, context, id, 'password'));
  return { id, email, token: tokens.accessToken, refreshToken: tokens.refreshToken };
}

/** Makes the last proof of identity of all the user's sessions a day old; seen from the next request on. */
export async function ageProof(
  app: { nest: NestFastifyApplication; database: Pool },
  userId: string,
): Promise<void> {
  const { rows } = await app.database.query<{ id: string }>(
    `UPDATE sessions SET proved_at = now() - interval '1 day', authz_version = authz_version + 1
      WHERE user_id = $1 RETURNING id`,
    [userId],
  );
  const prefix = app.nest.get(Config, { strict: false }).REDIS_PREFIX;
  const keys = rows.map(({ id }) => `${prefix}:state:session:${id}`);
  if (keys.length > 0) await app.nest.get<Redis>(REDIS, { strict: false }).del(keys);
}
