import { templateKinds, type PlannerBody } from '../body';
import { filledBody } from '../instantiation';
import { templateContent, variablesOf } from '../template';
import { plannerFrom } from '../to-planner';
import { catalogue } from './index';

/** Summer time begins in between; Sydney is on the other side of the year. */
const starts = [
  { startDate: '2026-03-02T08:00:00.000Z', timeZone: 'Europe/Vienna', skipDaysOff: false },
  { startDate: '2028-02-29T22:30:00.000Z', timeZone: 'Australia/Sydney', skipDaysOff: true },
];

describe('the catalogue', () => {
  it('has something for every side of life, under ids that nobody else has', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(14);
    expect(new Set(catalogue.map(({ category }) => category)).size).toBeGreaterThanOrEqual(7);
    for (const field of ['id', 'name'] as const)
      expect(new Set(catalogue.map((one) => one[field])).size).toBe(catalogue.length);
  });

  it.each(catalogue.map((one) => [one.name, one] as const))('%s is within all bounds', (_name, one) => {
    const content = templateContent(one);
    expect(content.body).toEqual(one.body);
    expect(templateKinds).toContain(one.kind);
    expect(content.name.length).toBeLessThanOrEqual(200);
    expect(content.description?.length ?? 0).toBeGreaterThan(40);
    const used = variablesOf(one.body);
    expect(Object.keys(one.body.variables ?? {}).sort()).toEqual([...used].sort());
    const count =
      'steps' in one.body
        ? one.body.steps.length
        : one.body.sections.flatMap(({ activities = [] }) => activities).length;
    expect(count).toBeGreaterThanOrEqual(8);
  });

  it.each(catalogue.flatMap((one) => (one.kind === 'planner' ? [[one.name, one.body] as const] : [])))(
    '%s makes a planner, whenever and wherever',
    (name, body) => {
      const values = Object.fromEntries(variablesOf(body).map((variable) => [variable, `the ${variable}`]));
      const filled: PlannerBody = filledBody('planner', body, {
        variables: values,
        known: variablesOf(body),
      });
      expect(JSON.stringify(filled)).not.toContain('{{');
      for (const start of starts) {
        const made = plannerFrom(filled, filled.title ?? name, start);
        expect(made.sections.map(({ activities }) => activities.length)).toEqual(
          body.sections.map(({ activities = [] }) => activities.length),
        );
      }
    },
  );
});
