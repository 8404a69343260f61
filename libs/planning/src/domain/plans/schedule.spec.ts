import fc from 'fast-check';
import { CircleError, UnknownStepError } from './network';
import type { Dependency, PlanStep, PlanToSchedule } from './plan';
import { HorizonError, schedule, type Schedule, type ScheduledStep } from './schedule';
import { DEFAULT_RULES, WorkingCalendar } from './working-calendar';

const MONDAY = Date.parse('2026-03-02T09:00Z');
const MINUTE = 60_000;
/** Every minute is worked, so that instants are minutes. */
const ALWAYS = {
  ...DEFAULT_RULES,
  workingDays: [0, 1, 2, 3, 4, 5, 6],
  hours: [{ from: '00:00', to: '24:00' }],
};

const step = (id: string, duration: number, ...dependsOn: (string | Dependency)[]): PlanStep => ({
  id,
  duration,
  priority: 0,
  dependsOn: dependsOn.map((one) => (typeof one === 'string' ? { id: one, type: 'FS', lag: 0 } : one)),
});
const plan = (steps: PlanStep[], more: Partial<PlanToSchedule> = {}): PlanToSchedule => ({
  startsAt: MONDAY,
  calendar: ALWAYS,
  steps,
  ...more,
});
const of = (result: Schedule, id: string): ScheduledStep => {
  const found = result.steps.find((one) => one.id === id);
  if (!found) throw new Error(`No step ${id}`);
  return found;
};
const minutes = (instant: number) => (instant - MONDAY) / MINUTE;

const dependency = fc.record({
  type: fc.constantFrom<Dependency['type']>('FS', 'SS', 'FF', 'SF'),
  lag: fc.integer({ min: -200, max: 400 }),
});
/** Steps that wait only for earlier ones, under ids in no order. */
const steps = fc
  .array(
    fc.record({
      duration: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })),
      assignee: fc.constantFrom(undefined, 'ada', 'grace', 'margaret'),
      priority: fc.integer({ min: 0, max: 3 }),
      earliestStart: fc.option(
        fc.integer({ min: 0, max: 9000 }).map((minute) => MONDAY + minute * MINUTE),
        { nil: undefined, freq: 6 },
      ),
      waits: fc.array(fc.tuple(fc.nat(), dependency), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drawn) =>
    drawn.map(({ waits, ...rest }, index) => ({
      ...rest,
      id: `s${(index * 7) % 15}`,
      dependsOn:
        index === 0 ? [] : waits.map(([from, edge]) => ({ ...edge, id: `s${((from % index) * 7) % 15}` })),
    })),
  );
const calendars = fc.constantFrom(
  ALWAYS,
  DEFAULT_RULES,
  { ...DEFAULT_RULES, timezone: 'America/New_York', holidays: ['2026-03-04', '2026-03-09'] },
  {
    ...DEFAULT_RULES,
    timezone: 'Europe/Berlin',
    hours: [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:30' },
    ],
  },
);
const plans = fc.record({
  startsAt: fc.integer({ min: 0, max: 20_000 }).map((minute) => MONDAY + minute * MINUTE),
  calendar: calendars,
  steps,
});
const levelled = fc.boolean().map((level) => ({ level }));

describe('a schedule', () => {
  it('is that of the textbook', () => {
    // The classic example of eight activities with its floats, in days turned into minutes.
    const result = schedule(
      plan([
        step('A', 3),
        step('B', 4, 'A'),
        step('C', 2, 'A'),
        step('D', 5, 'B'),
        step('E', 1, 'C'),
        step('F', 2, 'C'),
        step('G', 4, 'D', 'E'),
        step('H', 3, 'F', 'G'),
      ]),
      { level: false },
    );
    const row = ({ id, start, end, totalFloat, freeFloat }: ScheduledStep) =>
      [id, minutes(start), minutes(end), totalFloat, freeFloat] as const;
    expect(result.steps.map(row)).toEqual([
      ['A', 0, 3, 0, 0],
      ['B', 3, 7, 0, 0],
      ['C', 3, 5, 6, 0],
      ['D', 7, 12, 0, 0],
      ['E', 5, 6, 6, 6],
      ['F', 5, 7, 9, 9],
      ['G', 12, 16, 0, 0],
      ['H', 16, 19, 0, 0],
    ]);
    expect(result.criticalPath).toEqual(['A', 'B', 'D', 'G', 'H']);
    expect([minutes(result.finish), result.feasible, result.blame]).toEqual([19, true, []]);
  });

  it('knows the four kinds of waiting, with lag and lead', () => {
    const two = (type: Dependency['type'], lag: number) =>
      minutes(
        of(schedule(plan([step('a', 100), step('b', 30, { id: 'a', type, lag })]), { level: false }), 'b')
          .start,
      );
    expect([two('FS', 0), two('FS', 20), two('FS', -40)]).toEqual([100, 120, 60]);
    expect([two('SS', 0), two('SS', 20), two('SS', -40)]).toEqual([0, 20, 0]);
    expect([two('FF', 0), two('FF', 20)]).toEqual([70, 90]);
    expect([two('SF', 0), two('SF', 50)]).toEqual([0, 20]);
  });

  it('starts no step before what it waits for, on any calendar, levelled or not', () => {
    fc.assert(
      fc.property(plans, levelled, (drawn, options) => {
        const result = schedule(drawn, options);
        const calendar = new WorkingCalendar(drawn.calendar, drawn.startsAt);
        for (const { id, duration, dependsOn, earliestStart } of drawn.steps) {
          const own = of(result, id);
          expect(own.start).toBeGreaterThanOrEqual(earliestStart ?? drawn.startsAt);
          expect(calendar.minutesAt(own.end) - calendar.minutesAt(own.start)).toBe(duration);
          for (const { id: other, type, lag } of dependsOn) {
            const before = of(result, other);
            const [first, second] = [
              type.startsWith('F') ? 'end' : 'start',
              type.endsWith('F') ? 'end' : 'start',
            ] as const;
            expect(calendar.minutesAt(own[second])).toBeGreaterThanOrEqual(
              calendar.minutesAt(before[first]) + lag,
            );
            if (lag >= 0) expect(own[second]).toBeGreaterThanOrEqual(before[first]);
          }
        }
      }),
    );
  });

  it('has no negative float where it is feasible, and a chain without slack to its end', () => {
    fc.assert(
      fc.property(plans, levelled, (drawn, options) => {
        const result = schedule(drawn, options);
        expect(result.feasible).toBe(true);
        for (const { totalFloat, freeFloat } of result.steps) {
          expect(freeFloat).toBeGreaterThanOrEqual(0);
          expect(totalFloat).toBeGreaterThanOrEqual(freeFloat);
        }
        expect(result.criticalPath.length).toBeGreaterThan(0);
        const path = result.criticalPath.map((id) => of(result, id));
        expect(path.every(({ totalFloat, critical }) => totalFloat === 0 && critical)).toBe(true);
      }),
    );
  });

  it('ends as early as can be, and exactly the total float later for whoever uses it up', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (drawn, pick) => {
        const result = schedule(plan(drawn), { level: false });
        expect(minutes(result.finish)).toBe(longestPath(drawn));
        const { id, start, totalFloat } = result.steps[pick % drawn.length] ?? of(result, 's0');
        const finishOf = (delay: number) =>
          schedule(
            plan(
              drawn.map((one) => (one.id === id ? { ...one, earliestStart: start + delay * MINUTE } : one)),
            ),
            { level: false },
          ).finish;
        expect(finishOf(totalFloat)).toBe(result.finish);
        expect(finishOf(totalFloat + 1)).toBe(result.finish + MINUTE);
      }),
    );
  });

  it('never books anybody twice when it is levelled', () => {
    fc.assert(
      fc.property(plans, (drawn) => {
        const { load, steps: scheduled } = schedule(drawn, { level: true });
        for (const one of load) {
          expect([one.assignee, one.peak, one.overbooked]).toEqual([one.assignee, 1, 0]);
          expect(one.days.reduce((sum, day) => sum + day.minutes, 0)).toBe(one.minutes);
        }
        const busy = scheduled.filter(({ assignee, start, end }) => assignee !== undefined && end > start);
        for (const a of busy)
          for (const b of busy)
            if (a.id < b.id && a.assignee === b.assignee)
              expect(a.end <= b.start || b.end <= a.start).toBe(true);
      }),
    );
  });

  it('does not depend on the order of the input', () => {
    fc.assert(
      fc.property(plans, levelled, fc.infiniteStream(fc.nat()), (drawn, options, random) => {
        const shuffled = drawn.steps
          .map((one) => ({
            one: { ...one, dependsOn: [...one.dependsOn].reverse() },
            by: random.next().value ?? 0,
          }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(schedule({ ...drawn, steps: shuffled }, options)).toEqual(schedule(drawn, options));
      }),
    );
  });

  it('gives the person to the more urgent step, and of equals to the one of higher priority', () => {
    const by = (one: PlanStep, priority = 0): PlanStep => ({ ...one, assignee: 'ada', priority });
    const result = schedule(
      plan([by(step('a', 10)), by(step('b', 10), 2), by(step('urgent', 10)), step('long', 50, 'urgent')]),
      { level: true },
    );
    expect(['urgent', 'b', 'a'].map((id) => minutes(of(result, id).start))).toEqual([0, 10, 20]);
    expect(of(result, 'a').earliestStart).toBe(MONDAY);
  });

  it('reports a deadline that cannot be met, with the steps to blame', () => {
    const steps = [step('a', 60), step('b', 60, 'a'), step('aside', 5)];
    const late = schedule(plan(steps, { deadline: MONDAY + 90 * MINUTE }), { level: false });
    expect([late.feasible, late.lateBy, late.blame]).toEqual([false, 30, ['a', 'b']]);
    expect([of(late, 'b').totalFloat, of(late, 'aside').totalFloat]).toEqual([-30, 85]);
    const inTime = schedule(plan(steps, { deadline: MONDAY + 120 * MINUTE }), { level: false });
    expect([inTime.feasible, inTime.lateBy, inTime.blame]).toEqual([true, 0, []]);
  });

  it('keeps fixed starts, and blames what stands in their way', () => {
    const fixed = (one: PlanStep, minute: number) => ({ ...one, fixedStart: MONDAY + minute * MINUTE });
    const kept = schedule(plan([step('a', 60), fixed(step('b', 10, 'a'), 90)]), { level: false });
    expect([minutes(of(kept, 'b').start), of(kept, 'a').totalFloat, kept.feasible]).toEqual([90, 30, true]);
    const pushed = schedule(plan([step('a', 60), fixed(step('b', 10, 'a'), 30)]), { level: false });
    expect([minutes(of(pushed, 'b').start), pushed.feasible, pushed.blame]).toEqual([60, false, ['a', 'b']]);
    const around = schedule(
      plan([
        { ...fixed(step('meeting', 30), 20), assignee: 'ada' },
        { ...step('x', 15), assignee: 'ada' },
        { ...step('y', 15, 'x'), assignee: 'ada' },
      ]),
      { level: true },
    );
    expect(['x', 'meeting', 'y'].map((id) => minutes(of(around, id).start))).toEqual([0, 20, 50]);
  });

  it('blames a step that is fixed before the plan starts', () => {
    const early = { ...step('b', 10), fixedStart: MONDAY - MINUTE };
    const result = schedule(plan([step('a', 60), early]), { level: false });
    expect([minutes(of(result, 'b').start), result.feasible, result.blame]).toEqual([0, false, ['b']]);
  });

  it('ends where it starts without steps, also outside of working time', () => {
    const saturday = Date.parse('2026-03-07T12:00Z');
    const result = schedule(plan([], { startsAt: saturday, calendar: DEFAULT_RULES }), { level: true });
    expect(new Date(result.finish).toISOString()).toBe('2026-03-09T09:00:00.000Z');
    expect(result.finish).toBe(result.start);
  });

  it('puts a milestone at the end of the day on which it is reached', () => {
    const friday = Date.parse('2026-03-06T15:00Z');
    const result = schedule(
      plan([step('work', 120), step('done', 0, 'work'), step('next', 60, 'done')], {
        startsAt: friday,
        calendar: DEFAULT_RULES,
      }),
      { level: false },
    );
    expect(new Date(of(result, 'done').start).toISOString()).toBe('2026-03-06T17:00:00.000Z');
    expect(new Date(of(result, 'next').start).toISOString()).toBe('2026-03-09T09:00:00.000Z');
  });

  it('names a circle, an unknown step, and a plan without end', () => {
    const circle = [step('x', 1), step('c', 1, 'a', 'x'), step('a', 1, 'b'), step('b', 1, 'c')];
    const caught = (steps: PlanStep[], more: Partial<PlanToSchedule> = {}) => {
      try {
        schedule(plan(steps, more), { level: false });
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(caught(circle)).toEqual(new CircleError(['a', 'c', 'b']));
    expect(caught([...circle].reverse())).toEqual(new CircleError(['a', 'c', 'b']));
    expect(caught([step('own', 1, 'own')])).toEqual(new CircleError(['own']));
    expect(caught([step('a', 1, 'ghost')])).toEqual(new UnknownStepError('a', 'ghost'));
    expect(caught([step('a', 10)], { calendar: { ...DEFAULT_RULES, workingDays: [] } })).toEqual(
      new HorizonError('a'),
    );
  });

  it('of nothing is empty', () => {
    expect(schedule(plan([]), { level: true })).toMatchObject({
      steps: [],
      criticalPath: [],
      feasible: true,
    });
  });
});

/** The length of the longest way through the plan, by trying each. */
function longestPath(drawn: readonly PlanStep[]): number {
  const start = (id: string): number => {
    const one = drawn.find((candidate) => candidate.id === id);
    if (!one) return 0;
    const bounds = one.dependsOn.map(({ id: other, type, lag }) => {
      const before = drawn.find((candidate) => candidate.id === other);
      const from = start(other) + (type.startsWith('F') ? (before?.duration ?? 0) : 0);
      return from + lag - (type.endsWith('F') ? one.duration : 0);
    });
    return Math.max(0, ((one.earliestStart ?? MONDAY) - MONDAY) / MINUTE, ...bounds);
  };
  return Math.max(...drawn.map(({ id, duration }) => start(id) + duration));
}
