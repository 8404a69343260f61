// Writes openapi.json from the code (`npm run openapi`), or with --check tells whether the committed one is what the
// code says. Needs a build; nothing is connected to.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const file = resolve(root, 'openapi.json');
const printed = execFileSync(process.execPath, [resolve(root, 'dist/print-openapi.js')], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
  process.stdout.write('Wrote openapi.json.\n');
} else if (readFileSync(file, 'utf8') !== printed) {
  process.stderr.write('openapi.json is not what the code says; run: npm run openapi\n');
  process.exitCode = 1;
}
