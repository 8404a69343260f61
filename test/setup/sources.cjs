/**
 * Lets Node itself load our TypeScript sources, and the aliases `@almanac/…`, with no build before: swc compiles as in
 * jest.config.js, and what it made is kept in node_modules/.cache until the file changes. Packages come from the one file
 * of scripts/launch/test-libraries.mjs, where `npm test` has made it.
 *
 * Used by tests that start a program of their own (test/e2e/background/run-ts.cjs), by Jest's global set-up and by the
 * runtime that loads the sources once for all test files of a worker (one-realm.runtime.cjs).
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '../..');
const folder = process.env.ALMANAC_TEST_LIBRARIES;
const bundled = folder ? JSON.parse(readFileSync(join(folder, 'names.json'), 'utf8')) : {};
const cache = resolve(root, 'node_modules/.cache/run-ts');
/** Where the source map of each file lies that was loaded. */
const sourceMaps = new Map();

const options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2022',
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
  sourceMaps: true,
};
/** What else the compiled text depends on. */
const seed = JSON.stringify([options, require('@swc/core/package.json').version]);

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...others) {
  const rest = [parent, ...others];
  if (Object.hasOwn(bundled, request) && !parent?.filename?.includes('/node_modules/'))
    return join(folder, `${bundled[request]}.js`);
  const library = /^@almanac\/(\w+)$/.exec(request)?.[1];
  return resolveFilename.call(this, library ? `${root}/libs/${library}/src/index.ts` : request, ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  module._compile(compiled(readFileSync(filename, 'utf8'), filename), filename);
};

function compiled(source, filename) {
  const hash = createHash('sha1').update(seed).update(filename).update(source).digest('hex');
  const kept = join(cache, `${hash}.js`);
  sourceMaps.set(filename, `${kept}.map`);
  if (!existsSync(kept)) compile(source, filename, kept);
  return readFileSync(kept, 'utf8');
}

function compile(source, filename, kept) {
  mkdirSync(cache, { recursive: true });
  const { code, map } = require('@swc/core').transformSync(source, { ...options, filename });
  // Several processes may start at once, and any of them may be killed: the code comes last, and whole.
  for (const [path, text] of [
    [`${kept}.map`, map],
    [kept, code],
  ]) {
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
}

module.exports = { root, sourceMaps, cache, librariesFolder: folder };
