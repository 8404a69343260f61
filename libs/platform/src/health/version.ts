import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of Almanac, as package.json has it: beside the sources, and beside `dist` in the image. */
export const VERSION = readVersion(__dirname);

function readVersion(folder: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: unknown;
      version?: unknown;
    };
    if (name === 'almanac' && typeof version === 'string') return version;
  } catch {
    // There is none here.
  }
  const above = dirname(folder);
  return above === folder ? 'unknown' : readVersion(above);
}
