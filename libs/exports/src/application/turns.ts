import { setImmediate as breathe } from 'node:timers/promises';

/** Long work that lets everybody else on the thread have their turn. Asking costs little; only what is due waits. */
export class Turns {
  private since = performance.now();

  /**
   * @param milliseconds for which the thread is kept to itself at most
   * @param signal ends the work
   */
  constructor(
    private readonly milliseconds: number,
    private readonly signal?: AbortSignal,
  ) {}

  get due(): boolean {
    return performance.now() - this.since >= this.milliseconds;
  }

  /** @throws what the signal was aborted with */
  async pass(): Promise<void> {
    this.signal?.throwIfAborted();
    if (!this.due) return;
    await breathe();
    this.since = performance.now();
    this.signal?.throwIfAborted();
  }
}
