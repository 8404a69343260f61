import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time that processors have been at work so far, in milliseconds. */
export interface Work {
  /** All of them together, for whomever. */
  all: number;
  /** For this process. */
  own: number;
}

/** Between two looks at who else is there. */
const LOOK_MS = 250;
/** Others are there when they have so much of the processors. An export itself has read for as much of two cores. */
const BUSY = 0.12;
/** From one turn to the next, of which it works a fifth or so: 5,000 activities take 8 s then. */
const TURN_MS = 1.6;
/** Timers know no less. */
const SHORTEST_PAUSE_MS = 1;

/**
 * Keeps a process that is in no hurry out of the way of those that are. With the processors to itself it runs as fast as it
 * can. Where others are there it has turns, an activity in each, and pauses for the rest of them: even a process that gives
 * way to all others (SCHED_IDLE) keeps whoever wakes on its core waiting, the longer, the longer it runs at a time
 * (docs/adr/0144). Turns are of time, and not of its own work, so that a slow machine shortens the pauses before people wait
 * longer for their file; but it never has three turns without a pause.
 */
export class Pace {
  /** When the next turn begins. */
  private due = 0;
  private skipped = false;
  private busy = false;
  private looked: (Work & { at: number }) | undefined;

  /**
   * @param now milliseconds, from any beginning
   * @param cores that this process may use
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly work: () => Work = workSoFar,
    private readonly cores = availableParallelism(),
  ) {}

  /** A turn is over: resolves when the next one begins. */
  async keep(): Promise<void> {
    const pause = this.pauseNow();
    if (pause > 0) await sleep(pause);
  }

  /** Milliseconds. */
  pauseNow(): number {
    const now = this.now();
    this.look(now);
    if (!this.busy) return 0;
    this.due = Math.max(this.due, now - TURN_MS) + TURN_MS;
    this.skipped = this.due <= now && !this.skipped;
    return this.skipped ? 0 : Math.max(this.due - now, SHORTEST_PAUSE_MS);
  }

  private look(at: number): void {
    const last = this.looked;
    if (last && at - last.at < LOOK_MS) return;
    const { all, own } = this.work();
    this.looked = { at, all, own };
    if (!last) return;
    const others = all - last.all - (own - last.own);
    this.busy = others > (at - last.at) * this.cores * BUSY;
  }
}

function workSoFar(): Work {
  const { user, system } = process.cpuUsage();
  const all = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { all, own: (user + system) / 1000 };
}
