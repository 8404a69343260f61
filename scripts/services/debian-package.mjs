/**
 * Programs that no npm package ships, from the packages of Debian and its kin: found on the machine, installed by root,
 * or unpacked by anybody into a folder of ours.
 */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';

/** The path of a program on this machine, or undefined. */
export function find(program) {
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

/** @returns whether the package is installed now; needs root */
export async function installPackage(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  // Stale lists do no harm where the package is found all the same.
  await run('apt-get', ['update', '-q'], { env });
  const result = await run('apt-get', ['install', ...options, name], { env });
  return result.code === 0;
}

/**
 * A program of a package that was unpacked into the folder.
 * @param path the program's, from the root of the file system
 * Resolves to { command, env }, or undefined when it is not there or does not run here.
 */
export async function unpackedProgram(folder, path) {
  const command = join(folder, path);
  if (!existsSync(command)) return undefined;
  const env = { ...process.env, LD_LIBRARY_PATH: libraryFolders(join(folder, 'usr', 'lib')).join(delimiter) };
  const trial = await run(command, ['--version'], { env });
  return trial.code === 0 ? { command, env } : undefined;
}

/** Every folder below that has shared libraries: some packages keep theirs in one of their own. */
function libraryFolders(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { withFileTypes: true, recursive: true });
  const libraries = files.filter((entry) => !entry.isDirectory() && /\.so(\.|$)/.test(entry.name));
  return [...new Set(libraries.map((entry) => entry.parentPath))];
}

/**
 * Unpacks a package and what it needs beyond what is installed; needs no rights. Made beside its place and moved there
 * when complete: another start may be doing the same just now.
 */
export async function unpackPackage(folder, name) {
  const draft = `${folder}.${process.pid}`;
  const archives = join(draft, 'archives');
  mkdirSync(archives, { recursive: true });
  try {
    // The machine's own package lists serve first; where they are missing (slim images), lists of our own do.
    const done =
      (await download(name, archives, [])) || (await download(name, archives, await ownLists(draft)));
    if (!done) return;
    for (const file of readdirSync(archives).filter((entry) => entry.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(archives, file), join(draft, 'system')]);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(draft, 'system'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Downloads a package and those that it needs and this system lacks, as a rehearsed install names them. */
async function download(name, archives, options) {
  const rehearsal = await run('apt-get', [...options, '-s', '--no-install-recommends', 'install', name]);
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
