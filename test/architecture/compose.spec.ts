import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Service {
  environment?: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
}

const text = readFileSync(join(__dirname, '../../docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };

it.each(['migrate', 'api', 'worker'])(
  '%s gets every setting of .env, and its own stores and folder',
  (name) => {
    expect(services[name]?.env_file).toEqual([{ path: '.env', required: false }]);
    expect(services[name]?.environment).toMatchObject({
      ...{ NODE_ENV: 'production', PORT: '3000', DATA_DIR: '/data' },
      DATABASE_URL: expect.stringContaining('@postgres:5432/'),
      REDIS_URL: expect.stringContaining('@redis:6379'),
    });
  },
);
