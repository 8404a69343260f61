import fc from 'fast-check';
import { ganttOf } from './gantt';
import { isShort } from './horizon';
import {
  calendarProblems,
  planContent,
  priorityWord,
  stepsOf,
  toSchedule,
  type StepContent,
} from './plan-content';
import { schedule } from './schedule';
import { scheduleText } from './schedule-text';
import { stepChanges } from './step-changes';
import { stepProblems } from './step-rules';
import { DEFAULT_RULES } from './working-calendar';

const moment = { now: new Date('2026-03-01T10:00:00Z'), timeZone: 'UTC' };
const content = planContent({ title: 'A plan', startsAt: '2026-03-02T09:00:00Z' }, moment);

/** Steps that may wait for any of them, themselves and strangers included, with ids that may stand twice. */
const anySteps = fc
  .array(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__'),
      title: fc.string({ minLength: 1, unit: 'binary' }),
      duration: fc.nat({ max: 900 }),
      dependsOn: fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'z') }), { maxLength: 2 }),
      assignee: fc.option(fc.string(), { nil: null }),
    }),
    { maxLength: 6 },
  )
  .map((drawn) => stepsOf(drawn, moment));
const goodSteps = anySteps.filter((steps) => stepProblems(steps).length === 0);

describe('the rules of steps', () => {
  it('let in just what can be scheduled, and tell where the rest is wrong', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const problems = stepProblems(steps);
        const twice = new Set(steps.map(({ id }) => id)).size < steps.length;
        let fails = twice;
        try {
          schedule(toSchedule(content, steps), { level: false });
        } catch {
          fails = true;
        }
        expect(problems.length > 0).toBe(fails);
        for (const { field } of problems) expect(field).toMatch(/^steps\[\d\](\.dependsOn\[\d\])?\.id$/);
      }),
    );
  });

  it('tell each change of a step once, and none where there is none', () => {
    fc.assert(
      fc.property(goodSteps, goodSteps, (before, after) => {
        expect(stepChanges(before, before)).toEqual([]);
        const changes = stepChanges(before, after);
        const same = JSON.stringify(before) === JSON.stringify(after);
        expect(changes.length === 0).toBe(same);
        const added = after.filter(({ id }) => !before.some((step) => step.id === id));
        const told = changes.filter(({ field, before: was }) => was === null && /^steps\.[^.]+$/.test(field));
        expect(told.filter(({ field }) => field !== 'steps.order').map(({ after: title }) => title)).toEqual(
          added.map(({ title }) => title),
        );
      }),
    );
  });

  it('know a user by one spelling of their id, and leave names as they are', () => {
    const id = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b99';
    const assignees = [id.toUpperCase(), 'ADA', null];
    const steps = stepsOf(
      assignees.map((assignee, index) => ({ id: `${index}`, title: 'x', duration: 1, assignee })),
      moment,
    );
    expect(steps.map(({ assignee }) => assignee)).toEqual([id, 'ADA', null]);
  });

  it('know a priority by word and by number', () => {
    expect([0, 1, 25, 26, 50, 51, 75, 76, 100].map(priorityWord)).toEqual([
      'low',
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'urgent',
      'urgent',
    ]);
  });

  it('take hours in any order, next to each other, to the end of the day', () => {
    const hours = [
      { from: '13:00', to: '24:00' },
      { from: '00:00', to: '13:00' },
    ];
    expect(calendarProblems({ ...DEFAULT_RULES, hours })).toEqual([]);
  });
});

describe('a schedule', () => {
  it('is computed on the spot where the plan is small and near', () => {
    const near = { ...toSchedule(content, []), steps: [] };
    expect(isShort(near)).toBe(true);
    const long = stepsOf([{ id: 'a', title: 'a', duration: 1_000_000 }], moment);
    expect(isShort(toSchedule(content, long))).toBe(false);
    const far = stepsOf([{ id: 'a', title: 'a', duration: 1, earliestStart: '2190-01-01' }], moment);
    expect(isShort(toSchedule(content, far))).toBe(false);
  });

  it('is the same as text', () => {
    fc.assert(
      fc.property(goodSteps, fc.boolean(), (steps, level) => {
        const outcome = scheduleText({
          kind: 'schedule',
          plan: content,
          steps: JSON.stringify(steps),
          level,
          now: 0,
        });
        const result = schedule(toSchedule(content, steps), { level });
        expect('text' in outcome && JSON.parse(outcome.text)).toEqual(asShown(result));
      }),
      { numRuns: 50 },
    );
  });

  it('is drawn as XML that holds no markup of others', () => {
    fc.assert(
      fc.property(goodSteps, fc.string({ unit: 'binary' }), (steps, title) => {
        const svg = ganttOf(
          { ...content, title },
          steps,
          schedule(toSchedule(content, steps), { level: true }),
          0,
        );
        const texts = svg.replace(/<\/?[a-z]+( [a-zA-Z0-9-]+="[^"<>&]*")*\/?>/g, '');
        expect(texts).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(svg.isWellFormed()).toBe(true);
      }),
    );
  });

  it('of many steps is drawn up to 500, and says how many are left out', () => {
    const steps: StepContent[] = stepsOf(
      Array.from({ length: 600 }, (_, index) => ({ id: `s${index}`, title: `Step ${index}`, duration: 60 })),
      moment,
    );
    const svg = ganttOf(content, steps, schedule(toSchedule(content, steps), { level: false }), 0);
    expect(svg.match(/class="(critical|bar)"/g)).toHaveLength(500);
    expect(svg).toContain('and 100 more steps');
  });
});

function asShown(value: ReturnType<typeof schedule>): unknown {
  const at = (time: number) => new Date(time).toISOString();
  return {
    ...value,
    start: at(value.start),
    finish: at(value.finish),
    steps: value.steps.map(({ assignee, ...step }) => ({
      ...step,
      ...(assignee === undefined ? {} : { assignee }),
      start: at(step.start),
      end: at(step.end),
      earliestStart: at(step.earliestStart),
      latestFinish: at(step.latestFinish),
    })),
  };
}
