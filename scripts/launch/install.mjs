/**
 * Installs the packages of package-lock.json when they are missing or others. Uses nothing but Node's own modules.
 * Run as a program (`node scripts/launch/install.mjs`) it does just that.
 */
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../services/data-directory.mjs';
import { Failure, report } from '../services/failure.mjs';
import { takeLock } from '../services/lock.mjs';

/** Between two looks at whether another terminal has finished installing, in milliseconds. */
const LOOK_MS = 250;

/**
 * A missing node_modules is filled by `npm ci`. One that holds other versions is brought up to the lock file in place,
 * which takes seconds and does not first delete what a running program or another terminal is using.
 * @param onSpawn gets the child process, so that the caller can end it
 */
export async function ensureInstalled({ say = console.log, onSpawn = () => undefined } = {}) {
  if (isInstalled()) return;
  if (isLink(join(projectRoot, 'node_modules'))) {
    throw new Failure(
      'node_modules is a link and lacks packages of package-lock.json: run npm ci where it points to.',
    );
  }
  const release = await claim(say);
  try {
    // Whoever had the lock before us may have done it.
    if (!isInstalled()) await install({ say, onSpawn });
  } finally {
    release();
  }
}

/** One installation at a time in this checkout: two at once delete each other's half-written packages. */
async function claim(say) {
  const folder = join(projectRoot, '.data');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'install.lock');
  for (let told = false; ; told = true) {
    const release = takeLock(path);
    if (release) return release;
    if (!told) say('Waiting for another terminal that installs the packages …');
    await sleep(LOOK_MS);
  }
}

async function install({ say, onSpawn }) {
  const fresh = packagesIn(join('node_modules', '.package-lock.json')) === undefined;
  const command = fresh ? ['ci'] : ['install', '--no-save'];
  const reason = fresh ? 'about a minute, the first time only' : 'package-lock.json has changed';
  say(`Installing packages (npm ${command.join(' ')}; ${reason}) …`);
  // Inside `npm start` npm names itself; elsewhere the one on the PATH serves.
  const npm = process.env.npm_execpath;
  const args = [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !npm && process.platform === 'win32',
  };
  const child = npm ? spawn(process.execPath, [npm, ...args], options) : spawn('npm', args, options);
  onSpawn(child);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('close', resolve);
  });
  if (code !== 0) throw new Failure('The packages could not be installed: see what npm says above.');
}

/**
 * True when node_modules holds what the lock file asks for, by the list that npm leaves at the end of each install.
 * Times of files say less: a checkout changes them, and `npm install` writes both lists at once.
 */
function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const present = packagesIn(join('node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = present[path];
    // Optional packages are those of other platforms, or have failed to build and may.
    if (!found) return Boolean(entry.optional || entry.devOptional);
    // The list alone is no proof: it may have come from elsewhere, by a copy or a link of the folder.
    return found.version === entry.version && existsSync(join(projectRoot, path, 'package.json'));
  });
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(projectRoot, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled().catch((error) => {
    report(error);
    process.exitCode = 1;
  });
}
