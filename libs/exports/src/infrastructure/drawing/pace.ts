import { cpus } from 'node:os';
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
/** Others are there once they have so much of all processors, and of one; what an export has read takes a quarter of one. */
const BUSY = { ofAll: 0.12, ofOne: 0.3 };
/** They are gone once they have less than so much of that: paced, an export has less read for it. */
const GONE = 0.5;
/** From one turn to the next, of which it works a fifth or so: 5,000 activities take 8 s then. */
const TURN_MS = 1.6;
/** Node's timers have no shorter one. */
const SHORTEST_PAUSE_MS = 1;

/**
 * Keeps a process that is in no hurry out of the way of those that are. With the processors to itself it runs as fast as it
 * can. Where others are there it has turns, an activity in each, and pauses for the rest of them: even a process that gives
 * way to all others (SCHED_IDLE) keeps whoever wakes on its core waiting, and longer runs more than short ones
 * (docs/adr/0144). Turns are of time, and not of its own work: on a slow machine the pauses get shorter, rather than people's
 * wait longer. But it never has three turns without a pause.
 */
export class Pace {
  /** When the next turn should begin. */
  private due = 0;
  /** Before then it does not. */
  private until = 0;
  private skipped = false;
  private busy = false;
  private looked: Work & { at: number };
  /** Of those whose next turn has not begun yet. */
  private line = Promise.resolve();

  /**
   * @param now milliseconds, from any beginning
   * @param cores that `work` is about
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly work: () => Work = workSoFar,
    private readonly cores = cpus().length,
  ) {
    this.looked = { at: now(), ...work() };
  }

  /** A turn is over: resolves when the next one begins. What is done at the same time has its turns one after the other. */
  keep(): Promise<void> {
    const pause = this.pauseNow();
    if (pause > 0) this.until = this.now() + pause;
    this.line = this.line.then(() => this.begin());
    return this.line;
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

  /** Meanwhile somebody else's turn may have ended, with a pause after it. */
  private async begin(): Promise<void> {
    for (let pause = this.until - this.now(); pause > 0; pause = this.until - this.now()) await sleep(pause);
  }

  private look(at: number): void {
    const last = this.looked;
    if (at - last.at < LOOK_MS) return;
    const { all, own } = this.work();
    this.looked = { at, all, own };
    const others = (all - last.all - (own - last.own)) / (at - last.at);
    const much = Math.max(BUSY.ofAll * this.cores, BUSY.ofOne);
    this.busy = others > (this.busy ? much * GONE : much);
  }
}

/** Of this machine; nothing but its own where the system tells nothing of its processors. */
export function workSoFar(): Work {
  const { user, system } = process.cpuUsage();
  const all = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { all, own: (user + system) / 1000 };
}
