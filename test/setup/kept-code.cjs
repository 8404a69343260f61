/**
 * Keeps what V8 has compiled of a program that a test starts (test/e2e/background/run-ts.cjs): the next start of it runs
 * that, where compiling some 1,300 files anew was a good part of each start. Kept in node_modules/.cache/run-ts beside
 * what swc made; V8 takes it of its own version and flags alone, and compiles as ever where it differs.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { deserialize, serialize } = require('node:v8');
const { Script } = require('node:vm');
const { cache, librariesFolder } = require('./sources.cjs');

/** By then a program is up, and V8 has met what a start needs. */
const KEEP_AFTER_MS = 3000;

/** @param program the file that is about to be loaded; each has what it needs and no more */
function keepCode(program) {
  const path = join(cache, `${sha1(program)}-${process.version}.code`);
  const kept = readKept(path);
  const scripts = new Map();
  let fresh = false;

  const compileAsEver = Module.prototype._compile;
  Module.prototype._compile = function (content, filename) {
    if (!filename.endsWith('.ts') && !(librariesFolder && filename.startsWith(librariesFolder)))
      return compileAsEver.call(this, content, filename);
    const key = sha1(`${filename}\0${content}`);
    const script = new Script(Module.wrap(content), { filename, cachedData: kept.get(key) });
    if (script.cachedDataRejected !== false) fresh = true;
    scripts.set(key, script);
    const require = Object.assign((id) => this.require(id), {
      resolve: (request, options) => Module._resolveFilename(request, this, false, options),
      main: process.mainModule,
      cache: Module._cache,
    });
    return script
      .runInThisContext()
      .call(this.exports, this.exports, require, this, filename, dirname(filename));
  };

  setTimeout(() => {
    if (fresh) keep(path, scripts);
  }, KEEP_AFTER_MS).unref();
}

const sha1 = (text) => createHash('sha1').update(text).digest('hex');

function readKept(path) {
  try {
    return deserialize(readFileSync(path));
  } catch {
    return new Map();
  }
}

/** Several may do so at once, and any of them may be killed. */
function keep(path, scripts) {
  const draft = `${path}.${process.pid}`;
  const code = new Map([...scripts].map(([key, script]) => [key, script.createCachedData()]));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, serialize(code));
  renameSync(draft, path);
}

module.exports = { keepCode };
