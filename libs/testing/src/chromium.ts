import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FINDER = resolve(__dirname, '../../../scripts/services/chromium.mjs');

export interface Chromium {
  command: string;
  env: NodeJS.ProcessEnv;
}

/**
 * A Chromium for tests of what only a browser does. A machine without one gets it here, which takes a minute.
 * @throws Error with a sentence that says how to get one
 */
export async function findChromium(): Promise<Chromium> {
  const { stdout } = await run(process.execPath, [FINDER]);
  return JSON.parse(stdout) as Chromium;
}
