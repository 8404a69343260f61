// Runs a program from its TypeScript sources in a process of its own, so that a test can kill it:
//   node run-ts.cjs <file.ts> [arguments]
// swc compiles as in jest.config.js; packages come from the one file of scripts/launch/test-libraries.mjs, where it is.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const root = resolve(__dirname, '../../..');
const folder = process.env.ALMANAC_TEST_LIBRARIES;
const bundled = folder ? JSON.parse(readFileSync(join(folder, 'names.json'), 'utf8')) : {};
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...others) {
  const rest = [parent, ...others];
  if (Object.hasOwn(bundled, request) && !parent?.filename?.includes('/node_modules/'))
    return join(folder, `${bundled[request]}.js`);
  const library = /^@almanac\/(\w+)$/.exec(request)?.[1];
  return resolveFilename.call(this, library ? `${root}/libs/${library}/src/index.ts` : request, ...rest);
};
const cache = resolve(root, 'node_modules/.cache/run-ts');
mkdirSync(cache, { recursive: true });

function compile(source, filename) {
  const kept = resolve(cache, `${createHash('sha1').update(filename).update(source).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transformSync(source, {
      filename,
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        target: 'es2022',
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'commonjs' },
    });
    // Several processes may start at once, and any of them may be killed.
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
    return code;
  }
}
Module._extensions['.ts'] = (module, filename) => {
  module._compile(compile(readFileSync(filename, 'utf8'), filename), filename);
};

process.argv.splice(1, 1);
require(resolve(process.argv[1]));
