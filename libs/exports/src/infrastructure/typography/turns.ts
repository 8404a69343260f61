import { setImmediate } from 'node:timers/promises';

/** How long the thread is kept from all else, in milliseconds. */
const SLICE_MS = 12;

/** Gives the others on the thread their turn, and ends with the signal. */
export class Turns {
  private since = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** @throws what the signal was aborted with */
  async pass(): Promise<void> {
    this.signal.throwIfAborted();
    if (performance.now() - this.since < SLICE_MS) return;
    await setImmediate();
    this.since = performance.now();
    this.signal.throwIfAborted();
  }
}
