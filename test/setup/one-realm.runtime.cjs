/**
 * Loads the sources of the application and all packages by Node's own means, once for all test files of a worker. Jest
 * would load some 2,200 modules anew for each file, and each file would run code that V8 has not met before: together
 * more than half of the time of a run.
 *
 * Spec files and what stands beside them (everything in test/) are Jest's as ever, loaded for each file. So
 * `jest.mock()` reaches imports of theirs alone; nothing here uses it, and fakes are made at the edge of the network.
 */
const { createRequire, isBuiltin } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { root, sourceMaps } = require('./sources.cjs');

/** Node says of an ES module that is required from elsewhere that it is experimental. */
const requireAsPackage = createRequire(`${root}/node_modules/almanac-tests.cjs`);

/** What test files share: packages, and all of our own that is no test. */
const isShared = (path) =>
  path.includes('/node_modules/') ||
  (/^\/(libs|apps|migrations)\//.test(path.slice(root.length)) && !path.endsWith('spec.ts'));

/**
 * For the AsyncLocalStorage by which Jest knows whose an error is: on Node 20 that makes every promise and every socket of
 * the application a good deal dearer, and the tests of a file run one after the other (`test.concurrent` has no place here).
 */
class OneAtATime {
  getStore() {
    return this.store;
  }

  run(store, callback) {
    const before = this.store;
    const restore = () => (this.store = before);
    this.store = store;
    const result = callback();
    Promise.resolve(result).then(restore, restore);
    return result;
  }
}

class OneRealmRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    this.executor.compile = (source, filename) =>
      compileFunction(source, this.executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isRequireActual) {
    if (name === undefined || options?.isInternalModule)
      return super.requireModule(from, name, options, isRequireActual);
    if (isBuiltin(name)) return requireAsPackage(name);
    const path = createRequire(from).resolve(name);
    return path.startsWith(root) && isShared(path)
      ? requireAsPackage(path)
      : super.requireModule(from, name, options, isRequireActual);
  }

  requireInternalModule(from, name) {
    if (name === 'node:async_hooks' && from.includes('/jest-circus/'))
      return { AsyncLocalStorage: OneAtATime };
    return super.requireInternalModule(from, name);
  }

  /** With those of what Node has loaded, so that a stack names lines of the sources. */
  getSourceMaps() {
    const own = super.getSourceMaps();
    this.sourceMaps ??= {
      get: (path) => own.get(path) ?? sourceMaps.get(path),
      [Symbol.iterator]: () => own[Symbol.iterator](),
    };
    return this.sourceMaps;
  }
}

module.exports = { __esModule: true, default: OneRealmRuntime };
