import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ON_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const INSTALL = [
  'install',
  '-y',
  '-q',
  '--no-install-recommends',
  '-o',
  'DPkg::Lock::Timeout=120',
  'chromium',
];

/**
 * A Chromium for tests of what only a browser does: that of CHROMIUM_PATH, one on the PATH, or, for root on
 * Debian and its kin, the distribution's package, which is installed.
 * @throws Error with one sentence that says how to get one
 */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  const present = await installed();
  if (present) return present;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Stale lists do no harm where the package is found all the same.
    await run('apt-get', ['update', '-q'], { env }).catch(() => undefined);
    await run('apt-get', INSTALL, { env }).catch(() => undefined);
    const fetched = await installed();
    if (fetched) return fetched;
  }
  throw new Error(
    'Chromium is missing and could not be fetched: install it (Debian: sudo apt-get install chromium), or name one by CHROMIUM_PATH.',
  );
}

async function installed(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const path of [...candidates, ON_MAC]) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
