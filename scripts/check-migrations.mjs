// Tries every migration up, down and up again on a PostgreSQL of its own, and compares the outcome with the
// entities. Never looks at DATABASE_URL: going down destroys data.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets, openDataDirectory, projectRoot, report } from './services/index.mjs';
import { startPostgres } from './services/postgres.mjs';

const directory = openDataDirectory(mkdtempSync(join(tmpdir(), 'almanac-migrations-')));
let postgres;

async function cleanUp() {
  await postgres?.stop();
  rmSync(directory, { recursive: true, force: true });
}

function migrate(databaseUrl, secrets) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['dist/cli.js', 'migrate', '--check'], {
      cwd: projectRoot,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DATABASE_URL: databaseUrl,
        // Asked for by the settings, and not used here.
        REDIS_URL: 'redis://127.0.0.1:1',
        JWT_SECRET: secrets.jwtSecret,
        TOKEN_SECRET: secrets.tokenSecret,
        ENCRYPTION_KEY: secrets.encryptionKey,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}
try {
  const secrets = loadSecrets(directory);
  postgres = await startPostgres({ dataDirectory: directory, secrets, mode: 'throwaway', say: console.log });
  process.exitCode = await migrate(postgres.url, secrets);
} catch (error) {
  report(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
