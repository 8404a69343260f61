import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Pace, type Work } from './pace';

const CORES = 4;

/** A machine whose time goes on as it is told, and whoever keeps his pace on it. */
class Machine {
  at = 0;
  private readonly done: Work = { all: 0, own: 0 };
  readonly pace = new Pace(
    () => this.at,
    () => ({ ...this.done }),
    CORES,
  );

  /** @param others their share of all cores meanwhile, 0 to 1 */
  pass(milliseconds: number, others: number, own = 0): void {
    this.at += milliseconds;
    this.done.own += own;
    this.done.all += own + milliseconds * CORES * others;
  }

  /** A turn: so much work, and the pause after it. Gives the pause. */
  turn(run: number, others: number): number {
    this.pass(run, others, run);
    const pause = this.pace.pauseNow();
    this.pass(pause, others);
    return pause;
  }

  /** So many turns; gives how long they took. */
  turns(count: number, run: number, others: number): number {
    const from = this.at;
    for (let turn = 0; turn < count; turn += 1) this.turn(run, others);
    return this.at - from;
  }
}

/** On which it is known who else is there. */
function seen(others: number): Machine {
  const machine = new Machine();
  machine.turns(1, 0, others);
  machine.pass(1_000, others);
  machine.turns(1, 0, others);
  return machine;
}

const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

it('makes no pause where it has the processors to itself, however much it works', () => {
  fc.assert(
    fc.property(share(0.01, 1.5), share(0, 0.11), (run, others) => {
      expect(new Machine().turns(500, run, others)).toBeCloseTo(500 * run, 6);
    }),
  );
});

it('has turns of 1.6 milliseconds beside others, whatever of it is work', () => {
  fc.assert(
    fc.property(share(0.01, 0.6), share(0.13, 1), (run, others) => {
      const took = seen(others).turns(400, run, others);
      expect(took).toBeGreaterThan(400 * 1.6 - 2 * 1.6);
      expect(took).toBeLessThan(400 * 1.6 + 2 * 1.6);
    }),
  );
});

it('pauses a millisecond after every other turn at least, also where turns take longer than they should', () => {
  fc.assert(
    fc.property(
      fc.array(share(0.01, 20), { minLength: 2, maxLength: 60 }),
      share(0.13, 1),
      (runs, others) => {
        const machine = seen(others);
        const pauses = runs.map((run) => machine.turn(run, others));
        for (const [index, pause] of pauses.entries()) {
          if (pause !== 0) expect(pause).toBeGreaterThanOrEqual(1);
          else expect(pauses[index + 1]).not.toBe(0);
        }
      },
    ),
  );
});

it('makes up for no more than a turn of those that came late', () => {
  const machine = seen(1);
  machine.turns(100, 0.3, 1);
  machine.pass(5_000, 1);
  expect(machine.turns(100, 0.3, 1)).toBeGreaterThan(98 * 1.6);
});

it('goes on at full speed within half a second of their end', () => {
  const machine = seen(1);
  machine.turns(100, 0.3, 1);
  machine.pass(250, 0);
  machine.turn(0.3, 0);
  machine.pass(250, 0);
  machine.turn(0.3, 0);
  expect(machine.turns(100, 0.3, 0)).toBeCloseTo(30, 6);
});

it('shares its turns among all that is done at the same time', async () => {
  const machine = seen(1);
  machine.turns(20, 0.3, 1);
  await Promise.all([machine.pace.keep(), machine.pace.keep()]);
  // This clock stood still meanwhile, so that a third one has to wait for their turns before its own.
  expect(machine.pace.pauseNow()).toBeGreaterThan(2 * 1.6);
});

it('sees others at work on this machine', async () => {
  const pace = new Pace();
  pace.pauseNow();
  const loops = cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  try {
    await sleep(600);
    const pauses = Array.from({ length: 10 }, () => pace.pauseNow());
    expect(Math.max(...pauses)).toBeGreaterThan(0);
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
});
