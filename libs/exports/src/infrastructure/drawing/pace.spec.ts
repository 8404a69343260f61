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

  /** An activity: so much work, and the pause after it. Gives the pause. */
  activity(run: number, others: number): number {
    this.pass(run, others, run);
    const pause = this.pace.pauseNow();
    this.pass(pause, others);
    return pause;
  }

  /** So many of them; gives how long they took. */
  activities(count: number, run: number, others: number): number {
    const from = this.at;
    for (let done = 0; done < count; done += 1) this.activity(run, others);
    return this.at - from;
  }
}

/** On which it is known who else is there. */
function seen(others: number): Machine {
  const machine = new Machine();
  machine.pass(1_000, others);
  machine.activities(1, 0, others);
  return machine;
}

const share = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

it('makes no pause where it has the processors to itself, however much it works', () => {
  fc.assert(
    fc.property(share(0.1, 1.5), share(0, 0.11), (run, others) => {
      const machine = seen(others);
      const count = Math.ceil(1_000 / run);
      expect(machine.activities(count, run, others)).toBeCloseTo(count * run, 4);
    }),
  );
});

it('takes 1.6 milliseconds for an activity beside others, whatever of it is work', () => {
  fc.assert(
    fc.property(share(0.2, 1.2), share(0.13, 1), (run, others) => {
      const took = seen(others).activities(400, run, others);
      // What it is behind at first, and a run whose pause has not come.
      expect(Math.abs(took - 400 * 1.6)).toBeLessThan(25 + 21 * 1.6);
    }),
  );
});

it('works for four milliseconds at a time, and an activity more, before it pauses for one at least', () => {
  fc.assert(
    fc.property(
      fc.array(share(0.01, 20), { minLength: 2, maxLength: 200 }),
      share(0.13, 1),
      (runs, others) => {
        const machine = seen(others);
        let worked = 0;
        for (const run of runs) {
          const pause = machine.activity(run, others);
          worked += run;
          if (worked >= 4.001) expect(pause).toBeGreaterThanOrEqual(1);
          if (worked < 3.999) expect(pause).toBe(0);
          if (pause > 0) worked = 0;
        }
      },
    ),
  );
});

it('makes up for no more than 25 milliseconds that it was late', () => {
  const machine = seen(1);
  machine.activities(100, 0.3, 1);
  machine.pass(5_000, 1);
  expect(machine.activities(100, 0.3, 1)).toBeGreaterThan(100 * 1.6 - 25 - 8);
});

it('goes on at full speed within half a second of their end, and no sooner than they are down to half', () => {
  const machine = seen(1);
  for (const [others, milliseconds] of [
    [0.07, 160],
    [0.05, 30],
  ] as const) {
    for (let look = 0; look < 2; look += 1) {
      machine.pass(250, others);
      machine.activity(0.3, others);
    }
    const took = machine.activities(100, 0.3, others);
    expect(Math.abs(took - milliseconds)).toBeLessThan(30);
  }
});

it('shares the time among all that is done at the same time', () => {
  const machine = seen(1);
  machine.activities(20, 0.3, 1);
  machine.pass(4, 1);
  const first = machine.pace.pauseNow();
  // Those have their turns after that pause.
  for (let other = 0; other < 10; other += 1) expect(machine.pace.pauseNow()).toBe(0);
  machine.pass(first + 4, 1, 4);
  expect(machine.pace.pauseNow()).toBeGreaterThan(5);
});

it('does not count as its work that it wakes late', async () => {
  const pace = new Pace(undefined, () => ({ all: 3 * performance.now(), own: 0 }), CORES);
  await sleep(260);
  const begun = pace.keep();
  // It sleeps by then.
  await Promise.resolve();
  for (const from = performance.now(); performance.now() - from < 40;);
  await begun;
  expect(pace.pauseNow()).toBe(0);
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
  // No more is asked of the clock than a pause after each two or three: a busy machine only takes longer.
  expect(performance.now() - began).toBeGreaterThanOrEqual(40 * 2 + 12);
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
