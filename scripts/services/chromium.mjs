/**
 * A Chromium for the tests of what only a browser does. Order: that of CHROMIUM_PATH; one on the PATH; one that was
 * unpacked before; on Debian and its kin the distribution's package, installed when we are root and otherwise unpacked.
 *
 * Run as a program it prints { command, env } as JSON, or says in a sentence why there is none.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataDirectory } from './data-directory.mjs';
import { find, installPackage, unpackedProgram, unpackPackage } from './debian-package.mjs';
import { Failure, report } from './failure.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ON_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
// Not the wrapper of /usr/bin, which looks for the browser at its installed place.
const PROGRAM = 'usr/lib/chromium/chromium';

/** @throws Failure that says how to get one */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return { command: named, env: process.env };
  const unpacked = join(defaultDataDirectory(), 'chromium-package');
  const ready = installed() ?? (await unpackedProgram(unpacked, PROGRAM));
  if (ready) return ready;
  if (find('apt-get')) {
    if (process.getuid?.() === 0 && (await installPackage('chromium'))) {
      const fresh = installed();
      if (fresh) return fresh;
    }
    await unpackPackage(unpacked, 'chromium');
    const fetched = await unpackedProgram(unpacked, PROGRAM);
    if (fetched) return fetched;
  }
  throw new Failure(
    'Chromium is missing and could not be fetched: install it (Debian: sudo apt-get install chromium), or name one by CHROMIUM_PATH.',
  );
}

function installed() {
  const command = NAMES.map(find).find(Boolean) ?? (existsSync(ON_MAC) ? ON_MAC : undefined);
  return command && { command, env: process.env };
}

try {
  const { command, env } = await findChromium();
  console.log(JSON.stringify({ command, env }));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
