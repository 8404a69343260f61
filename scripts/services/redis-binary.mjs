/**
 * Finding a Redis server program, or getting one: no npm package ships a real one.
 * Order: redis-server or valkey-server on the PATH; one that was unpacked into the data folder before; on Debian and
 * its kin the distribution's package, installed when we are root and otherwise unpacked into the data folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataDirectory } from './data-directory.mjs';
import { find, installPackage, unpackedProgram, unpackPackage } from './debian-package.mjs';
import { Failure } from './failure.mjs';
import { run } from './processes.mjs';

const PROGRAM = 'usr/bin/redis-server';

/** Resolves to { command, env }: the program and the environment that it needs. */
export async function findRedis(say) {
  // One for all data folders of this checkout: tests have theirs inside the usual one.
  const unpacked = join(defaultDataDirectory(), 'redis-package');
  const ready = onPath() ?? (await unpackedProgram(unpacked, PROGRAM));
  if (ready) return ready;
  if (!find('apt-get')) throw new Failure(adviceFor(distribution()));

  if (process.getuid?.() === 0) {
    say('Installing redis-server with apt-get (Redis is not on this machine) …');
    if (await install()) {
      const installed = onPath();
      if (installed) return installed;
    }
  }
  say(`Unpacking the distribution's redis-server into ${unpacked} (Redis is not on this machine) …`);
  await unpackPackage(unpacked, 'redis-server');
  const fetched = await unpackedProgram(unpacked, PROGRAM);
  if (fetched) return fetched;
  throw new Failure(adviceFor(distribution()));
}

function onPath() {
  const command = find('redis-server') ?? find('valkey-server');
  return command && { command, env: process.env };
}

/** The program is all that is wanted: a service that the package starts of itself is stopped and not enabled. */
async function install() {
  if (!(await installPackage('redis-server'))) return false;
  if (existsSync('/run/systemd/system')) await run('systemctl', ['disable', '--now', 'redis-server.service']);
  else if (existsSync('/etc/init.d/redis-server')) await run('service', ['redis-server', 'stop']);
  return true;
}

function distribution() {
  if (process.platform !== 'linux') return process.platform;
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]+)"?$/gm)].map((match) => match[1]).join(' ');
  } catch {
    return 'linux';
  }
}

function adviceFor(system) {
  const commands = [
    ['darwin', 'brew install redis'],
    ['win32', 'use WSL, or a Redis elsewhere'],
    ['alpine', 'apk add redis'],
    ['fedora', 'sudo dnf install valkey'],
    ['rhel', 'sudo dnf install redis'],
    ['arch', 'sudo pacman -S valkey'],
    ['suse', 'sudo zypper install redis'],
    ['debian', 'sudo apt-get install redis-server'],
  ];
  const command =
    commands.find(([name]) => system.includes(name))?.[1] ?? 'install redis-server or valkey-server';
  return `Redis is missing and could not be fetched: ${command}, or set REDIS_URL to a Redis of your own.`;
}
