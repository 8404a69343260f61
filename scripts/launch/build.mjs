/** Builds dist/ when it is missing or older than the sources, which a fingerprint in dist/.stamp shows. */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../services/data-directory.mjs';
import { Failure } from '../services/failure.mjs';
import { compilerPath } from './compiler.mjs';

export const sources = [
  'apps',
  'libs',
  'migrations',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'scripts/launch/build.mjs',
  'scripts/launch/bundle.mjs',
  'scripts/launch/loader.cjs',
];
const stamp = join(projectRoot, 'dist', '.stamp');

/** @param onSpawn gets the child process, so that the caller can end it */
export async function ensureBuilt({ say = console.log, onSpawn = () => undefined } = {}) {
  const now = fingerprint(sources);
  if (existsSync(join(projectRoot, 'dist/api.js')) && readStamp() === now) return;
  say('Building …');
  // What was deleted from the sources must not live on in dist, where migrations are found by their folder.
  for (const folder of ['apps', 'libs', 'migrations']) {
    rmSync(join(projectRoot, 'dist', folder), { recursive: true, force: true });
  }
  rmSync(join(projectRoot, 'dist', '.tsbuildinfo'), { force: true });
  const child = spawn(await compilerPath(), compilerArgs, {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onSpawn(child);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('close', resolve);
  });
  if (code !== 0) throw new Failure('The build failed: see what the compiler says above.');
  await bundle();
  writeFileSync(stamp, now);
}

/** Loaded only here: on a fresh clone the bundler is installed after this file is read. */
export async function bundle(options) {
  const bundler = await import('./bundle.mjs');
  await bundler.bundle(options);
}

/** After this the next ensureBuilt() builds anew. */
export function forgetBuild() {
  rmSync(stamp, { force: true });
}

/** Aliases stay as they are in what it writes: the bundler knows them. */
export const compilerArgs = ['--project', join(projectRoot, 'tsconfig.build.json')];

/** A hash over names and contents of the files and folders given (relative to the project; tests left out). */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const full = join(projectRoot, path);
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') hash.update(`${path}\0`).update(readFileSync(full));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory() || /(?<!spec)\.[cm]?[jt]s$/.test(entry.name)) addTo(hash, join(path, entry.name));
  }
}

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}
