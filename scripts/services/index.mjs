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
 * @param onStarted gets each own server ({ name, stop, kill, process }) as soon as it runs
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
  onStarted = () => undefined,
}) {
  const secrets = loadSecrets(dataDirectory);
  const portsFile = join(dataDirectory, 'ports.json');
  const ports = readJson(portsFile, {});
  const common = { dataDirectory, secrets, mode, say };
  const running = [];
  const startOne = async (name, start) => {
    const server = { name, ...(await start({ ...common, rememberedPort: ports[name] })) };
    running.push(server);
    onStarted(server);
    return server;
  };
  const endAll = async (how) => {
    for (const name of ['redis', 'postgres']) await running.find((server) => server.name === name)?.[how]();
  };

  const [redis, postgres] = await Promise.allSettled([
    redisUrl ? checkRedis(redisUrl) : startOne('redis', startRedis),
    databaseUrl ? checkDatabase(databaseUrl) : startOne('postgres', startPostgres),
  ]);
  const failed = [postgres, redis].find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await endAll('stop');
    throw failed.reason;
  }
  const now = { postgres: postgres.value?.port ?? ports.postgres, redis: redis.value?.port ?? ports.redis };
  if (now.postgres !== ports.postgres || now.redis !== ports.redis) writeJson(portsFile, now);
  return {
    databaseUrl: databaseUrl ?? postgres.value.url,
    adminUrl: databaseUrl ?? postgres.value.adminUrl,
    redisUrl: redisUrl ?? redis.value.url,
    secrets,
    stop: () => endAll('stop'),
    kill: () => endAll('kill'),
  };
}
