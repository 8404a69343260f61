import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type ConfigValues } from '@almanac/platform';

export type ConfigOverrides = Partial<Record<keyof ConfigValues, string>>;

/** The environment of an application under test: a database, a Redis prefix and a data folder of its own. */
export async function testEnvironment(
  databaseUrl: string,
  overrides: ConfigOverrides = {},
): Promise<Record<string, string>> {
  const redisUrl = process.env['REDIS_URL'];
  if (redisUrl === undefined) throw new Error('REDIS_URL is not set; run the tests with npm test');
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '8',
    REDIS_URL: redisUrl,
    REDIS_PREFIX: `test${randomBytes(6).toString('hex')}`,
    DATA_DIR: await mkdtemp(join(tmpdir(), 'almanac-test-')),
    JWT_SECRET: randomBytes(32).toString('hex'),
    TOKEN_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    // The least that is allowed: at 12, hashing would be most of what the tests of sign-in do.
    BCRYPT_COST: '10',
    RATE_LIMIT_ENABLED: 'false',
    LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    PORT: '0',
    ...overrides,
  };
}

export async function testConfig(
  databaseUrl: string,
  overrides: ConfigOverrides = {},
): Promise<ConfigValues> {
  return loadConfig(await testEnvironment(databaseUrl, overrides));
}
