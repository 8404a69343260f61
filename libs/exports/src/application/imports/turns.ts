import { setImmediate as breathe } from 'node:timers/promises';

/** So long at most, in milliseconds, the process is kept to itself. */
const TURN_MS = 5;

/** Long work that lets everybody else have their turn. Asking costs little; only what is due waits. */
export class Turns {
  private since = performance.now();

  get due(): boolean {
    return performance.now() - this.since >= TURN_MS;
  }

  async pass(): Promise<void> {
    await breathe();
    this.since = performance.now();
  }
}
