import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Pace, type Work, workSoFar } from './pace';

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
  machine.pass(1_000, others);
  machine.turns(1, 0, others);
  return machine;
}

const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

it('makes no pause where it has the processors to itself, however much it works', () => {
  fc.assert(
    fc.property(share(0.1, 1.5), share(0, 0.11), (run, others) => {
      const machine = seen(others);
      const count = Math.ceil(1_000 / run);
      expect(machine.turns(count, run, others)).toBeCloseTo(count * run, 4);
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

it('goes on at full speed within half a second of their end, and no sooner than they are down to half', () => {
  const machine = seen(1);
  for (const [others, turns] of [
    [0.07, 160],
    [0.05, 30],
  ] as const) {
    for (let look = 0; look < 2; look += 1) {
      machine.pass(250, others);
      machine.turn(0.3, others);
    }
    const took = machine.turns(100, 0.3, others);
    expect(Math.abs(took - turns)).toBeLessThan(4);
  }
});

it('shares its turns among all that is done at the same time', () => {
  const machine = seen(1);
  machine.turns(20, 0.3, 1);
  const pauses = [machine.pace.pauseNow(), machine.pace.pauseNow(), machine.pace.pauseNow()];
  expect(pauses[2]).toBeCloseTo((pauses[0] ?? 0) + 2 * 1.6, 6);
});

it('leaves the processors to others while it pauses, also where two are at work by turns', async () => {
  const pace = new Pace(undefined, () => ({ all: 3 * performance.now(), own: 0 }), CORES);
  await sleep(260);
  const ended: string[] = [];
  const began = performance.now();
  const draw = async (name: string): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) {
      for (const from = performance.now(); performance.now() - from < 2;);
      ended.push(name);
      await pace.keep();
    }
  };
  await Promise.all([draw('one'), draw('other')]);
  // No more is asked of the clock than that every other turn has its pause: a busy machine only takes longer.
  expect(performance.now() - began).toBeGreaterThanOrEqual(40 * 2 + 19);
  expect(ended.slice(0, 6)).toEqual(['one', 'other', 'one', 'other', 'one', 'other']);
});

it('knows what this process has worked, and that all together have worked as much at least', () => {
  const before = workSoFar();
  for (const from = performance.now(); performance.now() - from < 200;);
  const after = workSoFar();
  const own = after.own - before.own;
  expect(own).toBeGreaterThan(20);
  expect(own).toBeLessThanOrEqual(1_000);
  // They are counted in hundredths of a second, for each processor.
  expect(after.all - before.all).toBeGreaterThan(own - 50);
});
