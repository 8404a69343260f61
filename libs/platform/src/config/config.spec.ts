import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './config';

const secret = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy';
const base = {
  DATABASE_URL: 'postgres://u:p@localhost/db',
  REDIS_URL: 'redis://localhost',
  JWT_SECRET: secret,
  TOKEN_SECRET: secret,
  ENCRYPTION_KEY: secret,
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('have their types and defaults', () => {
    const config = loadConfig({
      ...base,
      RATE_LIMIT_ENABLED: 'false',
      ALLOWED_ORIGINS: 'https://a.example, https://b.example',
    });
    expect(config).toMatchObject({
      PORT: 3000,
      RATE_LIMIT_ENABLED: false,
      ALLOWED_ORIGINS: ['https://a.example', 'https://b.example'],
    });
  });

  it('that are wrong are all named, with a sentence and without the value', () => {
    const problems = problemsOf({
      ...base,
      PORT: 'hunter2',
      JWT_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://hunter2',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'DATABASE_URL', 'JWT_SECRET']);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('that are missing are named', () => {
    expect(problemsOf({}).map((problem) => problem.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'JWT_SECRET',
      'TOKEN_SECRET',
      'ENCRYPTION_KEY',
    ]);
  });

  it('are stricter in production: the public address must be set, and secrets must be chosen', () => {
    expect(problemsOf({ ...base, NODE_ENV: 'production' })[0]).toMatch(/^PUBLIC_URL is not set/);
    const weak = problemsOf({ ...base, JWT_SECRET: `changeme${'x'.repeat(30)}` });
    expect(weak[0]).toMatch(/^JWT_SECRET must not be a well-known word/);
  });

  it('may come from files', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'almanac-')), 'secret');
    writeFileSync(file, `${secret}\n`);
    const { JWT_SECRET: _left, ...rest } = base;
    expect(loadConfig({ ...rest, JWT_SECRET_FILE: file }).JWT_SECRET).toBe(secret);
    expect(problemsOf({ ...rest, JWT_SECRET_FILE: '/no/such/file' })[0]).toMatch(
      /^JWT_SECRET cannot be read/,
    );
  });
});
