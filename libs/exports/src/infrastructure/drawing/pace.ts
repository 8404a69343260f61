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
/** Time that an activity gets, of which it works a fifth or so: 5,000 activities take 8 s then. */
const ACTIVITY_MS = 1.6;
/** It works for so long at a time. Whoever has a core after it finds little of his own in its caches any more. */
const RUN_MS = 4;
/** So far it may be behind, and make up for it. */
const BEHIND_MS = 25;
/** Node's timers have no shorter one; a longer one would go on when the others are gone. */
const PAUSE_MS = { least: 1, most: 50 };

/**
 * Keeps a process that is in no hurry out of the way of those that are. With the processors to itself it runs as fast as it
 * can. Where others are there it works for some milliseconds at a time, and then pauses until what it has done is due: even
 * a process that gives way to all others (SCHED_IDLE) costs them something (docs/adr/0144). What is due is reckoned in time,
 * and not in its own work: on a slow machine the pauses get shorter, rather than people's wait longer. But it never works on
 * without one.
 */
export class Pace {
  /** When what is done so far should have been done. */
  private due = 0;
  /** It pauses until then, and has worked since. */
  private since = 0;
  private busy = false;
  private looked: Work & { at: number };
  /** Of those whose next activity has not begun yet. */
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

  /** An activity is done, or as much: resolves when the next one begins. What is done at the same time has its turns one after the other. */
  keep(): Promise<void> {
    this.pauseNow();
    this.line = this.line.then(() => this.begin());
    return this.line;
  }

  /** Milliseconds of the pause that begins now, if one does. */
  pauseNow(): number {
    const now = this.now();
    this.look(now);
    if (!this.busy) return 0;
    this.due = Math.max(this.due, now - BEHIND_MS) + ACTIVITY_MS;
    if (now - this.since < RUN_MS) return 0;
    const pause = Math.min(Math.max(this.due - now, PAUSE_MS.least), PAUSE_MS.most);
    this.since = now + pause;
    return pause;
  }

  /** Somebody else may have begun a pause meanwhile. */
  private async begin(): Promise<void> {
    for (let pause = this.since - this.now(); pause > 0; pause = this.since - this.now()) {
      await sleep(pause);
      // Where the cores are full, it wakes later than it would.
      this.since = Math.max(this.since, this.now());
    }
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
