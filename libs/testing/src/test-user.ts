import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { TokenIssuer } from '@almanac/identity';
import type { Tier } from '@almanac/contracts';
import { newId } from '@almanac/kernel';
import { RequestContext, UnitOfWork } from '@almanac/platform';

/** The password of every test user, and its bcrypt hash (cost 12), made once: hashing it for each would take the time of the tests. */
export const TEST_PASSWORD = 'Correct-Horse-7';
const TEST_PASSWORD_HASH = '$2b$12$voplNj2a7uV.IMujwc33ZuxELX0/yG0giBiX5sjhNCcwGMiCj8f8G';

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
    `INSERT INTO users (id, email, email_lower, email_verified, email_verified_at, password_hash, display_name, tier)
     VALUES ($1, $2, lower($2), true, now(), $3, $4, $5)`,
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
