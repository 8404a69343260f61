/** Runs once after all tests, in the process of global-setup.ts. */
import { CLOSE_READY_DATABASES } from './ready-databases';

async function globalTeardown(): Promise<void> {
  const close: unknown = Reflect.get(globalThis, CLOSE_READY_DATABASES);
  if (typeof close === 'function') await close();
}

// Jest asks for a default export or module.exports here.
module.exports = globalTeardown;
