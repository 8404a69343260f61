import { Command } from 'commander';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { ConfigError, describeStartError, loadConfig } from '@almanac/platform';

/** As `engines` of package.json has it: before that, Node cannot load the modules of Nest 12. */
const NODE = { major: 20, minor: 19 };
const POSTGRESQL = 15;

interface Finding {
  check: string;
  fine: boolean;
  says: string;
}

/** `almanac doctor`: checks what the processes need and says what is wrong. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check settings, database and Redis.')
    .option('--json', 'print the findings as JSON')
    .action(async (options: { json?: boolean }) => {
      const findings = await examine();
      if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
      else
        for (const { check, fine, says } of findings)
          process.stdout.write(`${fine ? 'ok  ' : 'FAIL'} ${check}: ${says}\n`);
      if (findings.some((finding) => !finding.fine)) process.exitCode = 1;
    });
}

async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [examineNode(process.versions.node)];
  try {
    const config = loadConfig();
    findings.push({ check: 'settings', fine: true, says: 'all valid' });
    findings.push(await examineDatabase(config.DATABASE_URL), await examineRedis(config.REDIS_URL));
  } catch (error) {
    const says = error instanceof ConfigError ? error.message : describeStartError(error);
    findings.push({ check: 'settings', fine: false, says });
  }
  return findings;
}

/** @param version as `process.versions.node` has it */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fine = major > NODE.major || (major === NODE.major && minor >= NODE.minor);
  return { check: 'node', fine, says: fine ? version : `${version}; ${NODE.major}.${NODE.minor} is needed` };
}

async function examineDatabase(url: string): Promise<Finding> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    const version = Number(rows[0]?.server_version_num ?? 0);
    const fine = version >= POSTGRESQL * 10_000;
    const found = `PostgreSQL ${Math.floor(version / 10_000)}`;
    return { check: 'database', fine, says: fine ? found : `${found}; ${POSTGRESQL} is needed` };
  } catch (error) {
    return { check: 'database', fine: false, says: describeStartError(error) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function examineRedis(url: string): Promise<Finding> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    return { check: 'redis', fine: true, says: version };
  } catch {
    return { check: 'redis', fine: false, says: 'Redis does not answer at the address in REDIS_URL.' };
  } finally {
    redis.disconnect();
  }
}
