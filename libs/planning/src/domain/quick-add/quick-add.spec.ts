import { quickAdd, type QuickAdd } from './quick-add';

/** A Wednesday; in Vienna it is eleven in the morning. */
const now = new Date('2026-03-25T10:00:00Z');
const reader = { now, timeZone: 'Europe/Vienna', language: 'en' };
const read = (text: string, language = 'en', timeZone = 'Europe/Vienna') =>
  quickAdd(text, { now, timeZone, language });

describe('quick-add', () => {
  const nothing: QuickAdd = {
    title: '',
    dueDate: null,
    startDate: null,
    endDate: null,
    tags: [],
    priority: null,
    estimatedDuration: null,
    recurrence: null,
  };
  const every = (pattern: string, interval = 1, daysOfWeek?: number[]) =>
    ({ pattern, interval, ...(daysOfWeek ? { daysOfWeek } : {}) }) as QuickAdd['recurrence'];

  test.each<[string, string, Partial<QuickAdd>]>([
    [
      'en',
      'Dentist tomorrow 3pm for 45m #health !high every 6 months',
      {
        title: 'Dentist',
        startDate: '2026-03-26T14:00:00.000Z',
        endDate: '2026-03-26T14:45:00.000Z',
        tags: ['health'],
        priority: 'high',
        estimatedDuration: 45,
        recurrence: every('monthly', 6),
      },
    ],
    ['en', 'Buy 12 eggs', { title: 'Buy 12 eggs' }],
    ['en', 'Buy milk tomorrow', { title: 'Buy milk', dueDate: '2026-03-26T22:59:00.000Z' }],
    ['en', 'Call Ann at 4pm', { title: 'Call Ann', dueDate: '2026-03-25T15:00:00.000Z' }],
    ['en', 'Call Ann at 9am', { title: 'Call Ann', dueDate: '2026-03-26T08:00:00.000Z' }],
    [
      'en',
      'Report by Friday !!1',
      { title: 'Report', dueDate: '2026-03-27T22:59:00.000Z', priority: 'urgent' },
    ],
    ['en', 'Read for 1h30', { title: 'Read', estimatedDuration: 90 }],
    ['en', 'Read for 1.5 hours', { title: 'Read', estimatedDuration: 90 }],
    ['en', 'Read for 2 hours 5 min', { title: 'Read', estimatedDuration: 125 }],
    ['en', 'Run for mayor', { title: 'Run for mayor' }],
    ['en', 'Look in 2 hours', { title: 'Look', dueDate: '2026-03-25T12:00:00.000Z' }],
    [
      'en',
      'Meeting 3-4pm tomorrow',
      { title: 'Meeting', startDate: '2026-03-26T14:00:00.000Z', endDate: '2026-03-26T15:00:00.000Z' },
    ],
    [
      'en',
      'Stand-up every weekday at 9am for 15m',
      {
        title: 'Stand-up',
        startDate: '2026-03-26T08:00:00.000Z',
        endDate: '2026-03-26T08:15:00.000Z',
        estimatedDuration: 15,
        recurrence: every('weekly', 1, [1, 2, 3, 4, 5]),
      },
    ],
    [
      'en',
      'Water plants every Tuesday and Friday 6pm',
      {
        title: 'Water plants',
        dueDate: '2026-03-31T16:00:00.000Z',
        recurrence: every('weekly', 1, [2, 5]),
      },
    ],
    [
      'en',
      'Bins every other week',
      { title: 'Bins', dueDate: '2026-03-25T22:59:00.000Z', recurrence: every('weekly', 2) },
    ],
    [
      'en',
      'Journal daily',
      { title: 'Journal', dueDate: '2026-03-25T22:59:00.000Z', recurrence: every('daily') },
    ],
    [
      'en',
      'Fix #a-b #Über, #1st and C# !medium',
      { title: 'Fix , and C#', tags: ['a-b', 'Über', '1st'], priority: 'medium' },
    ],
    ['en-GB', 'Visit 5/4/2026', { title: 'Visit', dueDate: '2026-04-05T21:59:00.000Z' }],
    ['en-US', 'Visit 5/4/2026', { title: 'Visit', dueDate: '2026-05-04T21:59:00.000Z' }],
    [
      'de-AT',
      'Zahnarzt morgen um 15 Uhr für 45 Minuten #gesundheit alle 6 Monate',
      {
        title: 'Zahnarzt',
        startDate: '2026-03-26T14:00:00.000Z',
        endDate: '2026-03-26T14:45:00.000Z',
        tags: ['gesundheit'],
        estimatedDuration: 45,
        recurrence: every('monthly', 6),
      },
    ],
    [
      'de',
      'Müll jeden Montag und Donnerstag um 7:00',
      { title: 'Müll', dueDate: '2026-03-30T05:00:00.000Z', recurrence: every('weekly', 1, [1, 4]) },
    ],
    [
      'de',
      'Tagebuch täglich',
      { title: 'Tagebuch', dueDate: '2026-03-25T22:59:00.000Z', recurrence: every('daily') },
    ],
    ['de', 'Dentist tomorrow 3pm', { title: 'Dentist', dueDate: '2026-03-26T14:00:00.000Z' }],
    [
      'fr',
      'Dentiste demain à 15h pendant 45 min tous les 6 mois',
      {
        title: 'Dentiste',
        startDate: '2026-03-26T14:00:00.000Z',
        endDate: '2026-03-26T14:45:00.000Z',
        estimatedDuration: 45,
        recurrence: every('monthly', 6),
      },
    ],
    [
      'es',
      'Dentista mañana a las 15:00 durante 45 minutos cada 6 meses',
      {
        title: 'Dentista',
        startDate: '2026-03-26T14:00:00.000Z',
        endDate: '2026-03-26T14:45:00.000Z',
        estimatedDuration: 45,
        recurrence: every('monthly', 6),
      },
    ],
    [
      'it',
      'Dentista domani alle 15:00 per 1 ora ogni 2 settimane',
      {
        title: 'Dentista',
        startDate: '2026-03-26T14:00:00.000Z',
        endDate: '2026-03-26T15:00:00.000Z',
        estimatedDuration: 60,
        recurrence: every('weekly', 2),
      },
    ],
    [
      'pt-BR',
      'Dentista amanhã às 15:00 a cada 6 meses',
      { title: 'Dentista', dueDate: '2026-03-26T14:00:00.000Z', recurrence: every('monthly', 6) },
    ],
    [
      'nl',
      'Tandarts morgen om 15:00 elke 6 maanden',
      { title: 'Tandarts', dueDate: '2026-03-26T14:00:00.000Z', recurrence: every('monthly', 6) },
    ],
    [
      'ru',
      'Стоматолог завтра в 15:00 каждые 6 месяцев',
      { title: 'Стоматолог', dueDate: '2026-03-26T14:00:00.000Z', recurrence: every('monthly', 6) },
    ],
    ['ja', '明日15時 歯医者', { title: '歯医者', dueDate: '2026-03-26T14:00:00.000Z' }],
    ['zh', '明天下午3点 牙医', { title: '牙医', dueDate: '2026-03-26T14:00:00.000Z' }],
    ['xx', 'Dentist tomorrow 3pm', { title: 'Dentist', dueDate: '2026-03-26T14:00:00.000Z' }],
  ])('%s: %s', (language, text, expected) => {
    expect(read(text, language)).toEqual({ ...nothing, ...expected });
  });

  test('the wall clock is that of the day that is meant, over both changes of daylight saving', () => {
    expect(read('x on Sunday at 9am').dueDate).toBe('2026-03-29T07:00:00.000Z');
    expect(read('x on Saturday at 9am').dueDate).toBe('2026-03-28T08:00:00.000Z');
    // This hour is left out: the clock shows the one after it.
    expect(read('x on Sunday at 2:30am').dueDate).toBe('2026-03-29T01:30:00.000Z');
    expect(read('x on 25 October 2026 at 9am').dueDate).toBe('2026-10-25T08:00:00.000Z');
    expect(read('x on 24 October 2026 at 9am').dueDate).toBe('2026-10-24T07:00:00.000Z');
    expect(read('x tomorrow at 9am', 'en', 'Asia/Kathmandu').dueDate).toBe('2026-03-26T03:15:00.000Z');
    expect(read('x today', 'en', 'Pacific/Auckland').dueDate).toBe('2026-03-25T10:59:00.000Z');
  });

  test('a line that says nothing but when is refused', () => {
    for (const text of ['tomorrow 3pm', '#tag !high', '  '])
      expect(() => read(text)).toThrow('Validation failed');
  });

  test('no line takes long', () => {
    const bits = [
      '1 ',
      'in ',
      'monday, ',
      '9',
      ' ',
      '1/',
      '10:',
      'every ',
      'for 1',
      '#a ',
      '!',
      'alle 2 ',
      'à',
    ];
    for (const language of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ru', 'ja', 'zh']) {
      // Patterns are compiled when they are used first.
      quickAdd('x today', { ...reader, language });
      for (const bit of bits) {
        const text = `x${bit.repeat(500)}`.slice(0, 500);
        const start = process.cpuUsage();
        try {
          quickAdd(text, { ...reader, language });
        } catch {
          // Nothing but its cost matters here.
        }
        const { user, system } = process.cpuUsage(start);
        expect([language, bit, user + system < 400_000]).toEqual([language, bit, true]);
      }
    }
  });
});
