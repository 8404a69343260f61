/**
 * Finding a Redis server program, or getting one: no npm package ships a real one.
 * Order: redis-server or valkey-server on the PATH; one that was unpacked into the data folder before; on Debian and
 * its kin the distribution's package, installed when we are root and otherwise unpacked into the data folder.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { defaultDataDirectory } from './data-directory.mjs';
import { Failure } from './failure.mjs';
import { run } from './processes.mjs';

/** Resolves to { command, env }: the program and the environment that it needs. */
export async function findRedis(say) {
  // One for all data folders of this checkout: tests have theirs inside the usual one.
  const unpacked = join(defaultDataDirectory(), 'redis-package');
  const ready = onPath() ?? (await fromFolder(unpacked));
  if (ready) return ready;
  if (!find('apt-get')) throw new Failure(adviceFor(distribution()));

  if (process.getuid?.() === 0) {
    say('Installing redis-server with apt-get (Redis is not on this machine) …');
    if (await installWithApt()) {
      const installed = onPath();
      if (installed) return installed;
    }
  }
  say(`Unpacking the distribution's redis-server into ${unpacked} (Redis is not on this machine) …`);
  await unpackWithApt(unpacked);
  const fetched = await fromFolder(unpacked);
  if (fetched) return fetched;
  throw new Failure(adviceFor(distribution()));
}

function onPath() {
  const command = find('redis-server') ?? find('valkey-server');
  return command && { command, env: process.env };
}

function find(program) {
  // A login shell of a normal user often lacks the sbin folders, where some distributions put servers.
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/bin',
  ];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function fromFolder(folder) {
  const command = join(folder, 'usr', 'bin', 'redis-server');
  if (!existsSync(command)) return undefined;
  const libraries = join(folder, 'usr', 'lib');
  const env = { ...process.env, LD_LIBRARY_PATH: libraryFolders(libraries).join(delimiter) };
  const trial = await run(command, ['--version'], { env });
  return trial.code === 0 ? { command, env } : undefined;
}

function libraryFolders(folder) {
  if (!existsSync(folder)) return [];
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inner.map((entry) => join(folder, entry.name))];
}

/** The program is all that is wanted: a service that the package starts of itself is stopped and not enabled. */
async function installWithApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', 'redis-server'];
  let result = await run('apt-get', ['update', '-q'], { env });
  result = await run('apt-get', install, { env });
  if (result.code !== 0) return false;
  if (existsSync('/run/systemd/system')) await run('systemctl', ['disable', '--now', 'redis-server.service']);
  else if (existsSync('/etc/init.d/redis-server')) await run('service', ['redis-server', 'stop']);
  return true;
}

/** Made beside its place and moved there when complete: another start may be doing the same just now. */
async function unpackWithApt(folder) {
  const draft = `${folder}.${process.pid}`;
  const archives = join(draft, 'archives');
  mkdirSync(archives, { recursive: true });
  try {
    // The machine's own package lists serve first; where they are missing (slim images), lists of our own do.
    const done = (await download(archives, [])) || (await download(archives, await ownLists(draft)));
    if (!done) return;
    for (const name of readdirSync(archives).filter((entry) => entry.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(archives, name), join(draft, 'system')]);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(draft, 'system'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Downloads redis-server and those packages it needs that this system lacks, as a rehearsed install names them. */
async function download(archives, options) {
  const rehearsal = await run('apt-get', [
    ...options,
    '-s',
    '--no-install-recommends',
    'install',
    'redis-server',
  ]);
  const names = [...rehearsal.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  if (rehearsal.code !== 0 || names.length === 0) return false;
  const result = await run('apt-get', [...options, 'download', ...names], { cwd: archives });
  return result.code === 0;
}

/** Package lists fetched into the data folder, which needs no rights. */
async function ownLists(folder) {
  const state = join(folder, 'apt');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  const options = ['-o', `Dir::State=${state}`, '-o', `Dir::Cache=${join(state, 'cache')}`];
  options.push('-o', 'Dir::State::status=/var/lib/dpkg/status');
  await run('apt-get', [...options, 'update', '-q']);
  return options;
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
