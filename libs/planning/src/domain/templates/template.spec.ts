import fc from 'fast-check';
import { DomainError, type FieldProblem } from '@almanac/kernel';
import { activityContent, activityTypes, priorities } from '../activity';
import { defaultSettings, plannerContent } from '../planner';
import { planContent, stepsOf } from '../plans/plan-content';
import { sectionContent, sectionTypes } from '../section';
import type { PlannerBody, TemplateKind } from './body';
import { checkBody } from './check-body';
import { exampleTemplate } from './example';
import { bodyFromPlan } from './from-plan';
import { bodyFromPlanner } from './from-planner';
import { filledBody } from './instantiation';
import { mayRead, mayWrite, patchTemplate, templateContent, variablesOf } from './template';
import { planFrom } from './to-plan';
import { plannerFrom, type PlannerDraft } from './to-planner';
import { fillIn, variablesIn } from './variables';

const problemsOf = (work: () => unknown): FieldProblem[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error.details as FieldProblem[];
    throw error;
  }
  return [];
};
const fieldsOf = (work: () => unknown) => problemsOf(work).map(({ field }) => field);
const bodyProblems = (kind: TemplateKind, body: unknown) => fieldsOf(() => checkBody(kind, body));

describe('bodies', () => {
  it.each<[TemplateKind, unknown, string[]]>([
    ['planner', exampleTemplate.body, []],
    ['planner', {}, ['body.sections']],
    ['planner', [], ['body']],
    ['planner', { sections: [], extra: 1, constructor: 2 }, ['body.extra', 'body.constructor']],
    ['planner', { sections: [{}] }, ['body.sections[0].title']],
    ['planner', { sections: [{ title: ' ' }] }, ['body.sections[0].title']],
    ['planner', { sections: [{ title: 'x'.repeat(201) }] }, ['body.sections[0].title']],
    ['planner', { sections: [{ title: '🌱'.repeat(200) }] }, []],
    ['planner', { sections: [{ title: 'x', type: 'tsks' }] }, ['body.sections[0].type']],
    ['planner', { sections: Array.from({ length: 101 }, () => ({ title: 'x' })) }, ['body.sections']],
    [
      'planner',
      { sections: [{ title: 'x', activities: [{ title: 'y', dueOffset: '7 days', tags: ['a', 'a'] }] }] },
      ['body.sections[0].activities[0].tags', 'body.sections[0].activities[0].dueOffset'],
    ],
    [
      'planner',
      { sections: [{ title: 'x', activities: [{ title: 'y', durationMinutes: 5 }] }] },
      ['body.sections[0].activities[0].durationMinutes'],
    ],
    [
      'planner',
      { sections: [], calendar: { workingDays: [], holidays: ['2026-02-30'] } },
      ['body.calendar.workingDays', 'body.calendar.holidays[0]'],
    ],
    ['planner', { sections: [], variables: { 'a b': {} } }, ['body.variables.a b']],
    ['planner', { sections: [], settings: { timezone: 'Nowhere' } }, ['body.settings.timezone']],
    ['plan', { steps: [{ id: 'a', title: 'A', duration: 60 }] }, []],
    ['plan', { steps: [{ id: 'a', title: 'A', duration: 1.5 }] }, ['body.steps[0].duration']],
    ['plan', { steps: ['a', 'a'].map((id) => ({ id, title: 'A', duration: 1 })) }, ['body.steps[1].id']],
    [
      'plan',
      { steps: [{ id: 'a', title: 'A', duration: 1, dependsOn: [{ id: 'b' }] }] },
      ['body.steps[0].dependsOn[0].id'],
    ],
    [
      'plan',
      { steps: [{ id: 'a', title: 'A', duration: 1, dependsOn: [{ id: 'a' }] }] },
      ['body.steps[0].dependsOn[0].id'],
    ],
    [
      'event',
      {
        title: 'Party',
        tasks: [{ title: 'Cake', dueOffset: '-P14D' }],
        budget: [{ category: 'Food', amount: 80 }],
      },
      [],
    ],
    ['event', { budget: [{ category: 'Food', amount: -1 }] }, ['body.budget[0].amount']],
    [
      'project',
      { title: 'A novel', wordGoal: 50_000, outline: [{ title: 'One', children: [{ title: 'a' }] }] },
      [],
    ],
    ['project', { wordGoal: 10 }, ['body.wordGoal']],
  ])('of a %s: %j', (kind, body, expected) => {
    expect(bodyProblems(kind, body)).toEqual(expected);
  });

  it('hold at most 2,000 activities in all', () => {
    const sections = (count: number) =>
      Array.from({ length: 3 }, () => ({
        title: 's',
        activities: Array.from({ length: count }, () => ({ title: 'a' })),
      }));
    expect(bodyProblems('planner', { sections: sections(666) })).toEqual([]);
    expect(bodyProblems('planner', { sections: sections(667) })).toEqual(['body.sections']);
  });
});

describe('variables', () => {
  it('are found once each, in any text', () => {
    expect(
      variablesIn({ a: '{{one}} {{two}} {{ no }}', b: ['{{one}}', { c: '{{three}} {{4}} {{}} {x}' }] }),
    ).toEqual(['one', 'two', 'three']);
  });

  it('are filled in once and literally, whatever the values say', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('{{b}}', '$&', '$1', '{{a}}', '\\'), (text, hostile) => {
        const values = new Map([
          ['a', `${text}${hostile}`],
          ['b', 'B'],
        ]);
        expect(fillIn({ x: '[{{a}}|{{b}}]' }, values)).toEqual({ x: `[${text}${hostile}|B]` });
      }),
    );
  });

  it('refuse values that would fill the memory', () => {
    const texts = Array.from({ length: 100 }, () => '{{a}}'.repeat(1000));
    expect(fieldsOf(() => fillIn(texts, new Map([['a', 'x'.repeat(1000)]])))).toEqual(['variables']);
  });

  const body = checkBody('planner', {
    title: '{{who}} in {{where}}',
    sections: [{ title: '{{who}}', activities: [] }],
    variables: { where: { default: 'Rome' }, unused: {} },
  });
  const fill = (variables: Record<string, unknown>, title?: string) =>
    filledBody('planner', body, { variables, title, known: variablesOf(body) });

  it('take their default, and are asked for where they have none', () => {
    expect(fill({ who: 'Ada' })).toEqual({
      title: 'Ada in Rome',
      sections: [{ title: 'Ada', activities: [] }],
    });
    expect(fieldsOf(() => fill({}))).toEqual(['variables.who']);
    expect(fieldsOf(() => fill({ who: 'Ada', what: 'x', toString: 'y' }))).toEqual([
      'variables.what',
      'variables.toString',
    ]);
    expect(fieldsOf(() => fill({ who: 7 }))).toEqual(['variables.who']);
    expect(fieldsOf(() => fill({ who: ' ' }))).toEqual(['body.sections[0].title']);
    expect(fieldsOf(() => fill({ who: 'x'.repeat(300) }))).toContain('body.title');
  });

  it('are not looked for in a title that the caller gives', () => {
    expect(fill({ who: 'Ada' }, '{{where}}').title).toBe('{{where}}');
  });
});

describe('a template', () => {
  const input = { name: ' Trip ', kind: 'planner', body: { sections: [{ title: 'a' }], title: 'T' } };
  const team = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b51';

  it('takes defaults, and changes by merge patch down into its body', () => {
    const content = templateContent(input);
    expect(content).toMatchObject({ name: 'Trip', category: 'general', tags: [], visibility: 'private' });
    const next = patchTemplate(content, { body: { title: null, icon: 'x' }, category: 'home' });
    expect(next.body).toEqual({ sections: [{ title: 'a' }], icon: 'x' });
    expect(next.category).toBe('home');
    expect(patchTemplate(next, { category: null }).category).toBe('general');
    expect(fieldsOf(() => patchTemplate(content, { kind: 'plan' }))).toContain('body.steps');
  });

  it('is of a team exactly where its visibility says so', () => {
    expect(fieldsOf(() => templateContent({ ...input, visibility: 'team' }))).toEqual(['teamId']);
    expect(fieldsOf(() => templateContent({ ...input, teamId: team }))).toEqual(['teamId']);
    const shared = templateContent({ ...input, visibility: 'team', teamId: team });
    expect(patchTemplate(shared, { visibility: 'public' }).teamId).toBeNull();
  });

  it('is read by those who may, and changed by its owner', () => {
    const viewer = (userId: string, teamIds: string[] = [], everywhere = { read: false, write: false }) => ({
      userId,
      teamIds,
      everywhere,
    });
    const shared = { ownerId: 'ada', visibility: 'team', teamId: team } as const;
    expect([viewer('ada'), viewer('bob', [team]), viewer('bob')].map((who) => mayRead(shared, who))).toEqual([
      true,
      true,
      false,
    ]);
    expect([viewer('ada'), viewer('bob', [team])].map((who) => mayWrite(shared, who))).toEqual([true, false]);
    const bundled = { ownerId: null, visibility: 'public', teamId: null } as const;
    const admin = viewer('root', [], { read: true, write: true });
    expect([mayRead(bundled, viewer('x')), mayWrite(bundled, admin), mayWrite(shared, admin)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a planner that is kept and made again', () => {
  const text = (maxLength: number) =>
    fc.string({ minLength: 1, maxLength }).map((value) => `x${value.trim()}`);
  const instant = fc
    .integer({ min: 946_684_800_000, max: 2_524_608_000_000 })
    .map((ms) => new Date(ms).toISOString());
  const nullable = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
  const tags = fc.uniqueArray(text(20), { maxLength: 3 });
  const minutes = fc.option(fc.nat({ max: 1000 }), { nil: undefined });
  const defined = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
  const activity = fc
    .record({
      title: text(40),
      description: nullable(fc.oneof(text(40), fc.constant('{{name}} and {{ other }} or {{x}}'))),
      type: fc.constantFrom(...activityTypes),
      priority: fc.constantFrom(...priorities),
      dates: fc.tuple(instant, instant).map((pair) => pair.sort()),
      has: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      dueDate: nullable(instant),
      tags,
      metadata: fc
        .record({
          estimatedDuration: minutes,
          difficulty: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        })
        .map(defined),
      location: nullable(fc.record({ name: text(20) })),
      checklist: fc.array(text(20), { maxLength: 3 }),
    })
    .map(({ checklist, dates: [startDate, endDate], has, ...rest }) => ({
      ...rest,
      status: 'pending' as const,
      completedAt: null,
      startDate: has[0] ? startDate : null,
      endDate: has[1] ? endDate : null,
      assignees: [],
      blockedBy: [],
      attachments: [],
      recurrence: null,
      series: null,
      checklist: checklist.map((line, order) => ({ id: `id ${order}`, text: line, completed: false, order })),
    }));
  const withoutIds = (planner: PlannerDraft) =>
    JSON.parse(
      JSON.stringify(planner, (name, value: unknown) => (name === 'id' ? undefined : value)),
    ) as unknown;
  const draft: fc.Arbitrary<PlannerDraft> = fc.record({
    content: fc.record({
      title: text(40),
      description: nullable(text(40)),
      color: nullable(fc.constant('#abcdef')),
      icon: nullable(text(10)),
      coverImage: fc.constant(null),
      tags,
      settings: fc
        .record({ autoArchive: fc.boolean(), timezone: nullable(fc.constant('Asia/Tokyo')) })
        .map((own) => ({ ...defaultSettings, ...own })),
    }),
    sections: fc.array(
      fc.record({
        content: fc.record({
          title: text(40),
          description: nullable(text(20)),
          type: fc.constantFrom(...sectionTypes),
          settings: fc.record({
            collapsed: fc.boolean(),
            color: nullable(fc.constant('#abc')),
            icon: nullable(text(5)),
          }),
        }),
        activities: fc.array(activity, { maxLength: 4 }),
      }),
      { maxLength: 4 },
    ),
  });

  it('is the same again from the same start', () => {
    // Zones whose clocks never show an hour twice: such an hour is told by its first time.
    fc.assert(
      fc.property(draft, fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo'), (planner, timeZone) => {
        const dates = planner.sections
          .flatMap(({ activities }) => activities)
          .flatMap(({ dueDate, startDate, endDate }) => [dueDate, startDate, endDate])
          .filter((date) => date !== null)
          .sort();
        const body = checkBody('planner', JSON.parse(JSON.stringify(bodyFromPlanner(planner, timeZone))));
        const filled: PlannerBody = filledBody('planner', body, { variables: {}, known: variablesOf(body) });
        const startDate = dates[0] ?? '2026-01-01T00:00:00.000Z';
        const made = plannerFrom(filled, filled.title ?? '', { startDate, timeZone, skipDaysOff: false });
        expect(withoutIds(made)).toEqual(withoutIds(planner));
      }),
    );
  });

  it('shifts as a whole, at the wall clock', () => {
    const moment = { now: new Date(0), timeZone: 'UTC' };
    const due = (dueDate: string) => activityContent({ title: 'a', dueDate }, moment);
    const planner = {
      content: plannerContent({ title: 'p' }),
      sections: [
        {
          content: sectionContent({ title: 's' }),
          activities: [due('2026-03-01T08:00:00.000Z'), due('2026-03-08T16:00:00.000Z')],
        },
      ],
    };
    const body = bodyFromPlanner(planner, 'Europe/Vienna');
    expect(body.sections[0]?.activities?.map(({ dueOffset }) => dueOffset)).toEqual(['P0D', 'P7DT8H']);
    const made = plannerFrom(body, 'p', {
      startDate: '2026-03-25T08:00:00.000Z',
      timeZone: 'Europe/Vienna',
      skipDaysOff: false,
    });
    expect(made.sections[0]?.activities.map(({ dueDate }) => dueDate)).toEqual([
      '2026-03-25T08:00:00.000Z',
      '2026-04-01T15:00:00.000Z',
    ]);
  });
});

describe('a plan that is kept and made again', () => {
  it('is the same again, without the people', () => {
    const moment = { now: new Date('2026-03-02T08:00:00.000Z'), timeZone: 'Europe/Vienna' };
    const input = {
      title: 'Launch',
      deadline: '2026-04-01T08:00:00.000Z',
      calendar: { workingDays: [1, 2], hours: [{ from: '08:00', to: '12:00' }], holidays: ['2026-03-03'] },
    };
    const steps = stepsOf(
      [
        { id: 'a', title: 'A {{x}}', duration: 60, assignee: 'ada', earliestStart: '2026-03-01T08:00:00Z' },
        { id: 'b', title: 'B', duration: 0, dependsOn: [{ id: 'a', type: 'SS', lag: -5 }], priority: 70 },
      ],
      moment,
    );
    const content = planContent(input, moment);
    const body = checkBody('plan', JSON.parse(JSON.stringify(bodyFromPlan(content, steps, moment.timeZone))));
    expect(JSON.stringify(body)).not.toContain('ada');
    const filled = filledBody('plan', body, { variables: {}, known: variablesOf(body) });
    const start = { startDate: content.startsAt, timeZone: moment.timeZone, skipDaysOff: false };
    const { steps: made, ...rest } = planFrom(filled, filled.title ?? '', start);
    expect(planContent(rest, moment)).toEqual(content);
    expect(stepsOf(made, moment)).toEqual(steps.map((step) => ({ ...step, assignee: null })));
  });
});
