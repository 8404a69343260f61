/** What `npm start` and `npm run dev` have in common: claiming the data folder, and bringing the system up. */
import { join } from 'node:path';
import {
  defaultDataDirectory,
  Failure,
  openDataDirectory,
  startServices,
  takeLock,
} from '../services/index.mjs';
import {
  choosePort,
  ensureAdmin,
  environment,
  loadDotEnv,
  migrate,
  programs,
  setting,
  waitUntilReady,
} from './application.mjs';
import { Supervisor } from './supervisor.mjs';

/** Claims the data folder, ends what a killed run has left in it, and makes sure of the port. */
export async function prepare({ lifecycle, say }) {
  loadDotEnv();
  const dataDirectory = openDataDirectory(defaultDataDirectory());
  const release = takeLock(join(dataDirectory, 'start.lock'));
  if (!release) {
    throw new Failure(
      `Almanac already runs with the data in ${dataDirectory}: stop it first, or set ALMANAC_DATA_DIR and PORT to run a second one.`,
    );
  }
  lifecycle.onStop({ stop: release, kill: release });
  const supervisor = new Supervisor({
    dataDirectory,
    programs,
    say,
    onGiveUp: (name) =>
      fail(lifecycle, `The ${name} keeps ending soon after its start: see its messages above.`),
  });
  await lifecycle.step(() => supervisor.endLeftovers());
  const port = await lifecycle.step(() => choosePort());
  return { dataDirectory, supervisor, port };
}

/** Services, migrations, admin, API and worker; says where everything is when the API is ready. */
export async function launch({ lifecycle, say, dataDirectory, supervisor, port }) {
  const services = await lifecycle.step(async () => {
    const started = await startServices({
      dataDirectory,
      databaseUrl: setting('DATABASE_URL'),
      redisUrl: setting('REDIS_URL'),
      say,
      onCrash: (name) => fail(lifecycle, `${name} ended unexpectedly: its log is in ${dataDirectory}.`),
    });
    lifecycle.onStop(started);
    return started;
  });

  const env = environment({ services, dataDirectory, port });
  const onSpawn = lifecycle.endWithUs;
  await lifecycle.step(() => migrate({ env, onSpawn }));
  const admin = await lifecycle.step(() =>
    ensureAdmin({ env, dataDirectory, secrets: services.secrets, onSpawn }),
  );

  supervisor.env = env;
  lifecycle.onStop(supervisor);
  await lifecycle.step(async () => {
    supervisor.start();
    const ended = supervisor.firstEnd().then(({ name, outcome }) => {
      throw new Failure(`The ${name} ended while starting (${outcome}): see its messages above.`);
    });
    await Promise.race([waitUntilReady(port), ended]);
    supervisor.keepAlive();
    ended.catch(() => undefined);
  });
  say(announcement({ port, admin, dataDirectory: env.DATA_DIR, secretsIn: dataDirectory }));
  return { services, env };
}

function fail(lifecycle, sentence) {
  process.stderr.write(`${sentence}\n`);
  void lifecycle.shutdown(1);
}

function announcement({ port, admin, dataDirectory, secretsIn }) {
  const base = `http://localhost:${port}`;
  const page = process.env.NODE_ENV === 'production' ? '' : `${base}/dev/mail and `;
  return [
    '',
    'Almanac is ready.',
    `  Swagger UI  ${base}/docs`,
    `  API         ${base}/api/v1`,
    `  Admin       ${describeAdmin(admin, join(secretsIn, 'secrets.json'))}`,
    `  Mails       ${mailsGo() ?? page + join(dataDirectory, 'mail')}`,
    `  Stop        Ctrl-C`,
    '',
  ].join('\n');
}

/** Nothing where they are written to files. */
function mailsGo() {
  if (setting('SMTP_URL')) return 'to the server of SMTP_URL';
  return setting('SENDGRID_API_KEY') ? 'to SendGrid' : undefined;
}

/** The password itself is shown once, when it is new: terminals are read over shoulders and logs are kept. */
function describeAdmin({ email, password, made }, file) {
  if (made === 'elsewhere') return 'one that was in the database before';
  if (password === undefined) return `${email}, with the password of ADMIN_PASSWORD`;
  const shown = made === 'now' ? `password ${password}, kept` : 'the password is';
  return `${email}, ${shown} in ${file} ("adminPassword")`;
}
