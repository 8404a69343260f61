/**
 * PostgreSQL and Redis for `npm start`, `npm test` and the bench: those of DATABASE_URL and REDIS_URL when they are
 * set, else servers of Almanac's own in the data folder. Never touches a server that it was only given.
 *
 * The caller holds the lock of the data folder (lock.mjs) while they run.
 */
import { join } from 'node:path';
import { loadSecrets, readJson, writeJson } from './data-directory.mjs';
import { checkDatabase, startPostgres } from './postgres.mjs';
import { checkRedis, startRedis } from './redis.mjs';

export { defaultDataDirectory, loadSecrets, openDataDirectory, projectRoot } from './data-directory.mjs';
export { Failure, report } from './failure.mjs';
export { takeLock } from './lock.mjs';

/**
 * @param dataDirectory an absolute path; made beforehand with openDataDirectory()
 * @param mode 'durable', or 'throwaway': quicker, and lost when the machine stops
 * @param databaseUrl, redisUrl servers to use in place of own ones
 * @param say gets a sentence on what takes time
 * @param onCrash gets the name of an own server that ends although nobody has stopped it
 *
 * Resolves to { databaseUrl, adminUrl, redisUrl, secrets, stop(), kill() }. `adminUrl` is the superuser's (own server
 * only, else the given one). stop() ends Redis, then PostgreSQL.
 */
export async function startServices({
  dataDirectory,
  mode = 'durable',
  databaseUrl,
  redisUrl,
  say = () => undefined,
  onCrash = () => undefined,
}) {
  const secrets = loadSecrets(dataDirectory);
  const portsFile = join(dataDirectory, 'ports.json');
  const ports = readJson(portsFile, {});
  const common = { dataDirectory, secrets, mode, say };
  const running = [];
  let stopping = false;
  const startOne = async (name, start) => {
    const server = { name, ...(await start({ ...common, rememberedPort: ports[name] })) };
    running.push(server);
    server.process.once('exit', () => stopping || onCrash(server.name));
    return server;
  };
  const endAll = async (how) => {
    stopping = true;
    for (const name of ['Redis', 'PostgreSQL']) await running.find((server) => server.name === name)?.[how]();
  };

  const [redis, postgres] = await Promise.allSettled([
    redisUrl ? checkRedis(redisUrl) : startOne('Redis', startRedis),
    databaseUrl ? checkDatabase(databaseUrl) : startOne('PostgreSQL', startPostgres),
  ]);
  const failed = [postgres, redis].find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await endAll('stop');
    throw failed.reason;
  }
  const now = { ...ports };
  for (const server of running) now[server.name] = server.port;
  if (running.some((server) => server.port !== ports[server.name])) writeJson(portsFile, now);
  return {
    databaseUrl: databaseUrl ?? postgres.value.url,
    adminUrl: databaseUrl ?? postgres.value.adminUrl,
    redisUrl: redisUrl ?? redis.value.url,
    secrets,
    stop: () => endAll('stop'),
    kill: () => endAll('kill'),
  };
}
