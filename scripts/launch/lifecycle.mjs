/**
 * One orderly end for a script that runs others: on Ctrl-C, SIGTERM, a closed terminal, when nobody reads any more what
 * it says (`npm start | head`, or Ctrl-C before `| tee`), or when it is told to, everything that was begun is stopped in
 * the reverse order. A second Ctrl-C does not wait.
 */
import { report } from '../services/failure.mjs';

export class Lifecycle {
  #cleanups = [];
  #step = Promise.resolve();
  #stoppingSince;
  #forced = false;

  /** @param codeOnSignal what we leave with when a signal ends us */
  constructor({ say = () => undefined, codeOnSignal = 0 } = {}) {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(name, () => this.#onSignal(say, codeOnSignal));
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error) => {
        if (error.code !== 'EPIPE') throw error;
        void this.shutdown(codeOnSignal);
      });
    }
  }

  get stopping() {
    return this.#stoppingSince !== undefined;
  }

  /** @param cleanup { stop(), kill?() }: kill() is the hasty way */
  onStop(cleanup) {
    this.#cleanups.push(cleanup);
    return () => (this.#cleanups = this.#cleanups.filter((other) => other !== cleanup));
  }

  /** Runs one step of the start. Once we are stopping no further step begins, and none reports. */
  async step(work) {
    if (this.stopping) return never();
    const running = work();
    this.#step = running.catch(() => undefined);
    try {
      const result = await running;
      return this.stopping ? never() : result;
    } catch (error) {
      if (this.stopping) return never();
      throw error;
    }
  }

  /** For children that run to their end within a step: ended with us. */
  endWithUs = (child) => {
    const forget = this.onStop({
      stop: () => void child.kill('SIGTERM'),
      kill: () => void child.kill('SIGKILL'),
    });
    child.once('close', forget);
  };

  /** Stops everything and leaves with the code. The first call decides. */
  async shutdown(code) {
    if (this.stopping) return;
    this.#stoppingSince = Date.now();
    await this.#runCleanups();
    // What a step was just starting is registered when the step ends.
    await this.#step;
    await this.#runCleanups();
    if (!this.#forced) process.exit(code);
  }

  async #runCleanups() {
    for (let cleanup = this.#cleanups.pop(); cleanup; cleanup = this.#cleanups.pop()) {
      try {
        this.current = cleanup;
        await cleanup.stop();
      } catch (error) {
        report(error);
      }
    }
    this.current = undefined;
  }

  #onSignal(say, code) {
    if (!this.stopping) {
      say('Stopping …');
      void this.shutdown(code);
      return;
    }
    // npm passes on the signal that the terminal has sent us already: that is no second wish.
    if (Date.now() - this.#stoppingSince < 1_000) return;
    if (this.#forced) return;
    this.#forced = true;
    say('Stopping at once.');
    const all = [this.current, ...this.#cleanups.splice(0).reverse()].filter((cleanup) => cleanup?.kill);
    const leave = () => process.exit(130);
    setTimeout(leave, 5_000);
    void Promise.allSettled(all.map(async (cleanup) => cleanup.kill())).then(leave);
  }
}

function never() {
  return new Promise(() => undefined);
}
