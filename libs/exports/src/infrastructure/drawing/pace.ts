import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a thread has had of the processors so far, in milliseconds: when it ran, and when it would have but others did. */
export interface Turns {
  ran: number;
  waited: number;
}

/** After so much work it may pause: readers notice longer runs (docs/adr/0144). */
const WINDOW_MS = 1;
/** How others fare is judged by about so much of its latest work. */
const MEMORY_MS = 32;
/** Of its own time. The threads of the very process wait for each other, too. */
const USUAL_WAIT = 0.15;
/** From this share on pauses are as long as they get. */
const MUCH_WAIT = 0.35;
/** In what it ran before: a quarter of a core is always its own. */
const LONGEST_PAUSE = 3;

/**
 * Keeps a process that is in no hurry out of the way of those that are. With the processors to itself it runs as fast as it
 * can. Where it has to wait for them others are there, and they wait for it as well: even one that gives way to all others
 * (SCHED_IDLE) keeps whoever wakes on its core waiting for up to a tick of the kernel's, some milliseconds. Then it pauses
 * between its turns, so that hardly anybody meets it.
 */
export class Pace {
  private last: Turns | undefined;
  /** What it waits for each millisecond that it runs, of late. */
  private waits = 0;
  private pause: Promise<void> | undefined;

  constructor(private readonly turns: () => Turns | undefined = turnsOfMainThread) {
    this.last = turns();
  }

  /** Resolves when it may go on, for everything that is done in turns in this process. */
  async keep(): Promise<void> {
    if (!this.pause) {
      const length = this.pauseNow();
      if (length === 0) return;
      this.pause = sleep(length).finally(() => (this.pause = undefined));
    }
    await this.pause;
  }

  /** Milliseconds. */
  pauseNow(): number {
    const now = this.turns();
    if (!now || !this.last) return 0;
    const ran = now.ran - this.last.ran;
    if (ran < WINDOW_MS) return 0;
    const waits = (now.waited - this.last.waited) / ran;
    this.last = now;
    this.waits += (Math.min(waits, 1) - this.waits) * Math.min(1, ran / MEMORY_MS);
    const beyond = (this.waits - USUAL_WAIT) / (MUCH_WAIT - USUAL_WAIT);
    return ran * LONGEST_PAUSE * Math.min(Math.max(beyond, 0), 1);
  }
}

/** Elsewhere than on Linux nothing is known of that (`/proc/self/schedstat`, in the kernel's scheduler/sched-stats). */
function turnsOfMainThread(): Turns | undefined {
  try {
    const [ran = 0, waited = 0] = readFileSync('/proc/self/schedstat', 'latin1').split(' ').map(Number);
    return { ran: ran / 1e6, waited: waited / 1e6 };
  } catch {
    return undefined;
  }
}
