/**
 * Makes one file of the libraries that the application uses, for tests: Jest loads every module anew for each test file,
 * and some 1,700 of them took half of the time of a run. Kept in node_modules/.cache until the libraries change.
 *
 * jest.config.js looks for it there, and does without where it is not.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../services/data-directory.mjs';

const home = join(projectRoot, 'node_modules/.cache/test-libraries');
const DAY_MS = 86_400_000;

/** Resolves to the folder that has `<specifier>.js` for each of them. */
export async function testLibraries() {
  const { common, outside } = await import('./bundle.mjs');
  const specifiers = importedBySources().filter((name) => !outside.some((one) => isOf(one, name)));
  const hash = createHash('sha256').update(JSON.stringify(specifiers));
  for (const file of ['package-lock.json', 'scripts/launch/bundle.mjs', 'scripts/launch/test-libraries.mjs'])
    hash.update(readFileSync(join(projectRoot, file)));
  const folder = join(home, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  forgetOld();
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const { build } = await import('esbuild');
  const loaders = specifiers.map((name) => `'${name}': () => require('${name}'),`).join(' ');
  await build({
    ...common,
    stdin: { contents: `module.exports = { ${loaders} };`, resolveDir: projectRoot },
    outfile: join(draft, 'all.js'),
    minifyWhitespace: true,
    // Jest has no import() inside its own module system.
    supported: { 'dynamic-import': false },
  });
  for (const name of specifiers) {
    const text = `module.exports = require('./all.js')['${name}']();\n`;
    writeFileSync(join(draft, `${fileOf(name)}.js`), text);
  }
  writeFileSync(
    join(draft, 'names.json'),
    JSON.stringify(Object.fromEntries(specifiers.map((name) => [name, fileOf(name)]))),
  );
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another run has made the same meanwhile.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Another run may be making or using one of today's: several run in one folder. */
function forgetOld() {
  if (!existsSync(home)) return;
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (made < Date.now() - DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** What the application imports from packages; not what tests alone do. */
function importedBySources() {
  const found = new Set();
  for (const root of ['apps', 'libs', 'migrations']) {
    for (const entry of readdirSync(join(projectRoot, root), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/(?<!spec)\.ts$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      if (path.includes('/libs/testing/')) continue;
      for (const [, name] of readFileSync(path, 'utf8').matchAll(
        /^(?:import|export|\}) ?.*? ?from '([^'.][^']*)';$|^import '([^'.][^']*)';$/gm,
      ))
        if (name && !name.startsWith('node:') && !name.startsWith('@almanac/')) found.add(name);
    }
  }
  return [...found].sort();
}

const isOf = (packageName, specifier) => specifier === packageName || specifier.startsWith(`${packageName}/`);
const fileOf = (specifier) => specifier.replaceAll('/', '+');
