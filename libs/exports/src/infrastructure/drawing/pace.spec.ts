import fc from 'fast-check';
import { Pace, type Turns } from './pace';

/** A thread that runs `ran` milliseconds at a time, and waits for each of them as long as is said; gives its pauses. */
function pausesOf(waits: readonly number[], ran = 10): number[] {
  const so: Turns = { ran: 0, waited: 0 };
  const pace = new Pace(() => ({ ...so }));
  return waits.map((wait) => {
    so.ran += ran;
    so.waited += wait * ran;
    return pace.pauseNow();
  });
}

const times = (count: number, wait: number): number[] => Array.from({ length: count }, () => wait);

it('makes no pause where nobody else wants the processors, but for its own threads now and then', () => {
  expect(pausesOf([...times(50, 0), ...times(50, 0.14)]).every((pause) => pause === 0)).toBe(true);
  expect(pausesOf([0, 0, 0.4, 0, 0, 0])).toEqual(times(6, 0));
});

it('pauses three times as long as it runs where others are there, and no more soon after they are gone', () => {
  const pauses = pausesOf([...times(30, 0.5), ...times(30, 0)]);
  expect(pauses[29]).toBe(30);
  expect(pauses.findIndex((pause) => pause > 0)).toBeLessThan(3);
  expect(pauses.slice(40)).toEqual(times(20, 0));
});

it('leaves itself a quarter of a core, and pauses for longer the more it waits', () => {
  const waits = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(
      waits,
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, ran, more) => {
        const pauses = pausesOf(list, ran);
        const longer = pausesOf(
          list.map((wait) => wait + more),
          ran,
        );
        for (const [index, pause] of pauses.entries()) {
          expect(pause).toBeGreaterThanOrEqual(0);
          expect(pause).toBeLessThanOrEqual(3 * ran);
          expect(longer[index]).toBeGreaterThanOrEqual(pause - 1e-6);
        }
      },
    ),
  );
});

it('judges nothing by a moment', () => {
  expect(pausesOf(times(1, 1), 0.9)).toEqual([0]);
});

it('makes one pause for all that is done in turns', async () => {
  const so: Turns = { ran: 0, waited: 0 };
  let asked = 0;
  const pace = new Pace(() => {
    asked += 1;
    return { ...so };
  });
  so.ran = so.waited = 10;
  const ended: string[] = [];
  const one = pace.keep().then(() => ended.push('one'));
  so.ran = so.waited = 1000;
  await Promise.all([one, pace.keep().then(() => ended.push('other'))]);
  expect(ended).toEqual(['one', 'other']);
  expect(asked).toBe(2);
});

it('makes none where nothing is known of the turns', async () => {
  const pace = new Pace(() => undefined);
  await pace.keep();
  expect(pace.pauseNow()).toBe(0);
});
