// Copied to dist/ by bundle.mjs. Loads dist/almanac.js with what V8 made of it at the build: without that, compiling its
// 14 MB anew is a third of each start. V8 takes a cache only of the same version and the same flags, and compiles
// as ever where it does not; so there is one for each set of flags that our programs run with. Versions of Node may share
// V8's number and not its code, and then crash by each other's caches: each has its own.
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'almanac.js');
const flags = process.execArgv
  .join('')
  .replace(/[^\w=-]/g, '_')
  .slice(0, 200);
const cache = join(__dirname, `almanac-${process.version}-${process.arch}${flags}.v8-cache`);

function load() {
  const script = new Script(
    // In one line with the first of the file, so that line numbers are those of the source map.
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`,
    { filename, cachedData: readOptional(cache) },
  );
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(filename), module, filename, __dirname);
  return { programs: module.exports, script };
}

function readOptional(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

exports.start = (program) => load().programs[program]();

/** Keeps what V8 has compiled once all modules are loaded, and Nest has looked at the API's classes. */
exports.writeCache = () => {
  const { programs, script } = load();
  process.once('exit', (code) => {
    if (code === 0) writeFileSync(cache, script.createCachedData());
  });
  programs['print-openapi']();
};
