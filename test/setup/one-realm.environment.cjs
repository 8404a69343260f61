/**
 * Runs test files in Node's own realm rather than in a sandbox for each, so that they may share what the worker has
 * loaded (one-realm.runtime.cjs): `instanceof Date` or `Array` would fail across realms otherwise.
 *
 * What a test file leaves behind outside its own modules is taken back here, for the sake of the next one: spies, fake
 * timers, the environment, listeners of the process, the console, and what Jest keeps in globals.
 */
const { TestEnvironment: NodeEnvironment } = require('jest-environment-node');

/** Jest's own notes in globals, some of them under symbols that it makes anew for each file. */
const NOTES = new Set([
  'EVENT_HANDLERS',
  'JEST_STATE_SYMBOL',
  'LOG_ERRORS_BEFORE_RETRY',
  'RETRY_IMMEDIATELY',
  'RETRY_TIMES',
  'TEST_TIMEOUT_SYMBOL',
  'WAIT_BEFORE_RETRY',
]);

/** What a process may hear of its end; other listeners belong to what is shared. */
const ENDINGS = /^(SIG|uncaughtException$|unhandledRejection$)/;

class OneRealmEnvironment extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimers = undefined;
    this.fakeTimersModern = new this.fakeTimersModern.constructor({
      config: config.projectConfig,
      global: globalThis,
    });
    this.before = {
      console: globalThis.console,
      exit: process.exit,
      env: { ...process.env },
      listeners: new Map(process.eventNames().map((event) => [event, process.rawListeners(event)])),
    };
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    await super.teardown();
    const { console, exit, env, listeners } = this.before;
    globalThis.console = console;
    process.exit = exit;
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
    for (const [name, value] of Object.entries(env))
      if (process.env[name] !== value) process.env[name] = value;
    for (const event of process.eventNames().filter((name) => ENDINGS.test(String(name)))) {
      const kept = listeners.get(event) ?? [];
      for (const listener of process.rawListeners(event))
        if (!kept.includes(listener)) process.removeListener(event, listener);
    }
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (NOTES.has(symbol.description)) delete globalThis[symbol];
  }
}

module.exports = OneRealmEnvironment;
