import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { importFormats, MAX_BYTES, type ImportFormat } from '../../domain/imports/reading';
import { LocatedJson } from './located-json';
import { readFile, type WholeReading } from './read-file';

/** Long enough for a busy machine; what hostile files would cost without bounds is minutes, or all memory. */
jest.setTimeout(60_000);

function read(format: ImportFormat, content: string | Uint8Array): WholeReading {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const outcome = readFile({ format, bytes });
  if ('noText' in outcome) throw new Error(outcome.noText);
  return outcome.reading;
}

function refusal(format: ImportFormat, content: string): string {
  const { planner, problems } = read(format, content);
  expect(planner).toBeNull();
  return `${problems.at(-1)?.line}: ${problems.at(-1)?.message}`;
}

const json = ['json', 'todoist', 'trello'] as const;

describe('hostile JSON', () => {
  it.each(json)('as %s nests no deeper than is allowed', (format) => {
    expect(refusal(format, '['.repeat(100_000))).toMatch(/nests deeper/);
    expect(refusal(format, `[${'{"a":'.repeat(100_000)}`)).toMatch(/nests deeper/);
    expect(refusal(format, '['.repeat(MAX_BYTES))).toMatch(/nests deeper/);
  });

  it.each(json)('as %s has no more values and members than is allowed', (format) => {
    expect(refusal(format, `[${'1,'.repeat(4_000_000)}1]`)).toMatch(/more than 3000000 values/);
    const members = Array.from({ length: 2000 }, (_, n) => `"${n}":1`).join(',');
    expect(refusal(format, `{${members}}`)).toMatch(/more than 1000 members/);
  });

  it.each(json)('as %s has no names that reach further, or stand twice', (format) => {
    expect(refusal(format, '{"__proto__":{"a":1}}')).toMatch(/may stand here/);
    expect(refusal(format, '{"\\u005f_proto__":1}')).toMatch(/may stand here/);
    expect(refusal(format, '{"a":1,\n"a":2}')).toMatch(/^2: .*twice/);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  it.each(json)('as %s has no NUL, no half of a surrogate, no text without end', (format) => {
    expect(refusal(format, '{"a":"\\u0000"}')).toMatch(/not allowed/);
    expect(refusal(format, '{"a":"\\ud800"}')).toMatch(/not allowed/);
    expect(refusal(format, `["${'\\"'.repeat(5_000_000)}`)).toMatch(/does not end/);
    expect(refusal(format, `["${'\\\\'.repeat(5_000_000)}`)).toMatch(/does not end/);
    expect(refusal(format, `[${'9'.repeat(1_000_000)}]`)).toMatch(/no JSON/);
  });
});

describe('tables that are not UTF-8', () => {
  const windows1252 = (text: string): Buffer => Buffer.from(text, 'latin1');
  const notice = (word: string) =>
    expect.stringMatching(
      new RegExp(`not UTF-8 and was read as Windows-1252, by which "${word}" stands here`),
    );
  const refused = (format: ImportFormat, bytes: Uint8Array) => {
    const outcome = readFile({ format, bytes });
    return 'noText' in outcome ? outcome.noText : 'a text';
  };

  it.each(['csv', 'todoist'] as const)(
    'are Windows-1252 as %s, and say so with the first line of it',
    (format) => {
      const bytes = windows1252(
        'TYPE;CONTENT;LIST\r\ntask;Plain;A\r\ntask;"2 Br\xf6tchen f\xfcr 3 \x80 \x96 \x84gut\x93";A\r\n',
      );
      const { planner, problems, problemsCount } = read(format, bytes);
      const titles = planner?.sections.flatMap(({ activities }) =>
        activities.map(({ input }) => input['title']),
      );
      expect(titles).toEqual(['Plain', '2 Brötchen für 3 € – „gut“']);
      expect(problems).toContainEqual({ line: 3, message: notice('Brötchen') });
      expect(problemsCount).toBe(problems.length);
    },
  );

  it('have every character of that, and none that it has not', () => {
    // The order of the code page; five bytes are nothing.
    const high = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ';
    for (let byte = 0x80; byte <= 0xff; byte += 1) {
      const bytes = Buffer.concat([Buffer.from('Task\na'), Buffer.from([byte]), Buffer.from('b\n')]);
      const expected = high[byte - 0x80] ?? String.fromCharCode(byte);
      if (expected === '\ufffd') {
        expect([byte, refused('csv', bytes)]).toEqual([byte, expect.stringContaining('no text in UTF-8')]);
        continue;
      }
      const [activity] = read('csv', bytes).planner?.sections[0]?.activities ?? [];
      expect([byte, activity?.input['title']]).toEqual([byte, `a${expected}b`]);
    }
  });

  it('say nothing of it where they are UTF-8, however it is marked, or UTF-16', () => {
    const text = 'Task\nBrötchen\n';
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ])
      expect(read('csv', bytes).problems).toEqual([]);
  });

  it('are no texts where something of UTF-8 is broken', () => {
    const whole = Buffer.from('Task\nBrötchen\nKäse\nÄpfel\n');
    expect(refused('csv', Buffer.concat([whole, Buffer.from([0xc3])]))).toMatch(/no text in UTF-8/);
    const marked = Buffer.concat([Buffer.from('\ufeffTask\nK'), windows1252('\xe4se\n')]);
    expect(refused('csv', marked)).toMatch(/no text in UTF-8/);
  });

  it('are no texts where they hold what is in none, or no table', () => {
    for (const wrong of ['\0', '\x01', '\x1b', '\x7f', '\x81'])
      expect(refused('csv', windows1252(`Task\nK\xe4se${wrong}\n`))).toMatch(/no text in UTF-8/);
    expect(refused('csv', Buffer.from([0xff, 0xff, 0x41]))).toMatch(/no text in UTF-8/);
    expect(refused('csv', windows1252('Task\n"K\xe4se\n'))).toMatch(/line 2: .*a quote is never closed/);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 200, maxLength: 2000 }), (bytes) => {
        // With a mark, it is UTF-16.
        fc.pre((bytes[0] ?? 0) < 0xfe && (bytes.includes(0) || bytes.includes(0x81)));
        expect(readFile({ format: 'csv', bytes })).toEqual({ noText: expect.any(String) });
      }),
    );
  });

  it.each(['json', 'ics', 'trello', 'todoist'] as const)('are tables: %s is UTF-8', (format) => {
    expect(refused(format, windows1252('{"a":"K\xe4se"}'))).toMatch(/no text in UTF-8/);
  });

  it('are as large as others, whatever they are full of', () => {
    const row = windows1252('\x93\x94\xe4\x80,'.repeat(50));
    const full = Buffer.concat([windows1252('Task\n'), Buffer.alloc(MAX_BYTES - 5, row)]);
    expect(refused('csv', full)).toMatch(/a row has more than/);
  });
});

describe('JSON with its lines', () => {
  it('is what JSON.parse says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)));
        const text = JSON.stringify(value, null, indent);
        expect(new LocatedJson(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws only refusals, whatever it is given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...importFormats), fc.string({ unit: 'binary' }), (format, text) => {
        const outcome = readFile({ format, bytes: Buffer.from(text) });
        expect(
          'noText' in outcome || outcome.reading.planner !== null || outcome.reading.problemsCount > 0,
        ).toBe(true);
      }),
    );
  });

  it('knows the line of each value', () => {
    const located = new LocatedJson('{\n"a": [1,\n\n{"b":\n2}],\n"c": 3}');
    expect(located.lineOf(located.value, ['a'])).toBe(2);
    expect(located.lineOf(located.value, ['a', 1])).toBe(4);
    expect(located.lineOf(located.value, ['a', 1, 'b'])).toBe(5);
    expect(located.lineOf(located.value, ['c'])).toBe(6);
  });
});

describe('hostile lists of lists', () => {
  // By copies of what is there already each takes minutes, and the test its time limit.
  it('cost no more for one card or task than for many', async () => {
    const lists = `{"idCard":"c","checkItems":[{"name":"x"}]},`.repeat(450_000).slice(0, -1);
    const board = `{"lists":[{"id":"l"}],"cards":[{"id":"c","idList":"l","name":"C"}],"checklists":[${lists}]}`;
    expect(read('trello', board).planner?.sections[0]?.activities[0]?.input['checklist']).toHaveLength(
      450_000,
    );
    await sleep(0);
    const notes = `note,"${'a'.repeat(450)}"\n`.repeat(49_000);
    const [task] =
      read('todoist', `TYPE,CONTENT\ntask,Wash\n${notes}`).planner?.sections[0]?.activities ?? [];
    expect(String(task?.input['description']).length).toBeGreaterThan(100_000);
    const items = `{"item_id":"1","content":"${'a'.repeat(200)}"},`.repeat(90_000).slice(0, -1);
    read('todoist', `{"items":[{"id":"1","content":"Wash"}],"notes":[${items}]}`);
    await sleep(0);
  });
});

describe('hostile tables', () => {
  it('end where a quote never does', () => {
    expect(refusal('csv', `Task\n"${'a\n'.repeat(400_000)}`)).toMatch(/never closed/);
    expect(refusal('csv', `Task\n"${'a\n'.repeat(10_000_000)}`)).toMatch(/more than 1000000 characters/);
  });

  it('have no million columns or rows', () => {
    expect(refusal('csv', ','.repeat(999_999))).toMatch(/more than 200 columns/);
    expect(refusal('csv', ','.repeat(20_000_000))).toMatch(/more than 1000000 characters/);
    const { planner, problems } = read('csv', `Task\n${','.repeat(900_000)}\nWash\n`);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining('200 cells') }]);
    expect(planner?.sections[0]?.activities).toHaveLength(1);
    expect(refusal('csv', `Task\n${'a\n'.repeat(1_000_000)}`)).toMatch(/more than 50000 rows/);
  });

  it('are counted by the lines of the file', () => {
    const { problems } = read('csv', 'Task,Due date\r\n"a\nb",x\r\n\r\nc,y\r\n');
    expect(problems.map(({ line }) => line)).toEqual([2, 5]);
  });

  it.each([
    ['Excel says what is between', 'sep=;\r\nTask;Due date\r\n"a; b";2026-05-01\r\nc;x\r\n'],
    ['with its mark, too', '\uFEFF"sep=;"\nTask;Due date\n"a; b";2026-05-01\nc;x\n'],
    ['bars are between', '\nTask|Due date\n"a; b"|2026-05-01\nc|x\n'],
  ])('are read where %s', (_name, text) => {
    const { planner, problems } = read('csv', text);
    expect(planner?.sections[0]?.activities.map(({ input }) => [input['title'], input['dueDate']])).toEqual([
      ['a; b', '2026-05-01'],
      ['c', null],
    ]);
    expect(problems).toEqual([{ line: 4, message: expect.stringContaining('dueDate x') }]);
  });

  it('say where a row has more than there are columns', () => {
    const { planner, problems } = read('csv', 'Task,Due date\nWash,,\nBuy soap, and bread,2026-05-01\n');
    expect(problems).toEqual([
      { line: 3, message: expect.stringContaining('more cells') },
      { line: 3, message: expect.stringContaining('dueDate and bread') },
    ]);
    expect(planner?.sections[0]?.activities).toHaveLength(2);
  });

  it('are none where no column is known', () => {
    expect(refusal('csv', 'PK\u0003\u0004 and more')).toBe('1: no column has a name that is known');
    expect(refusal('todoist', 'Dear diary,\nnothing today.')).toMatch(/^1: no column/);
    expect(read('csv', 'Task,Due date\n').planner?.sections).toEqual([]);
  });

  it('are no archives', () => {
    const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1000)]);
    expect(readFile({ format: 'csv', bytes: zip })).toEqual({ noText: expect.any(String) });
  });
});

describe('tasks of Todoist', () => {
  const tasks = [
    { id: '2', content: 'second', order: 2, child_order: 2, priority: 4, is_completed: true },
    { id: '1', content: 'first', order: 1, child_order: 1, due: { date: '2026-09-01' } },
    { id: '3', content: 'under', order: 1, child_order: 1, parent_id: '1' },
  ];

  it.each([
    ['the Sync API', { items: tasks }],
    ['a page of the API', { results: tasks, next_cursor: null }],
    ['a list', tasks],
  ])('are taken as %s gives them', (_name, file) => {
    const { planner, problems } = read('todoist', JSON.stringify(file));
    expect(problems).toEqual([]);
    const activities = planner?.sections.flatMap((one) => one.activities.map(({ input }) => input));
    expect(activities).toMatchObject([
      { title: 'first', dueDate: '2026-09-01', checklist: [{ text: 'under' }] },
      { title: 'second', status: 'completed', priority: 'urgent' },
    ]);
  });

  it.each(['[]', '{}', '{"results":[]}', '[{"id":1,"name":"a project"}]', '{"results":[{"name":"x"}]}'])(
    'are not in %s',
    (file) => {
      expect(refusal('todoist', file)).toMatch(/no items/);
    },
  );
});

describe('hostile calendars', () => {
  const calendar = (inside: string) => `BEGIN:VCALENDAR\n${inside}\nEND:VCALENDAR\n`;

  it('have no million components, and no deep ones', () => {
    expect(refusal('ics', calendar('BEGIN:VEVENT\nEND:VEVENT\n'.repeat(500_000)))).toMatch(
      /more than 50000 activities|too many components/,
    );
    expect(refusal('ics', calendar('BEGIN:VFOO\nEND:VFOO\n'.repeat(1_000_000)))).toMatch(
      /too many components/,
    );
    expect(refusal('ics', 'BEGIN:VCALENDAR\n'.repeat(100_000))).toMatch(/nest deeper/);
    expect(refusal('ics', 'BEGIN:VEVENT\nEND:VEVENT')).toMatch(/no calendar/);
  });

  it('have no lines without end, folded or not', () => {
    const long = calendar(
      `BEGIN:VEVENT\nSUMMARY:${'a'.repeat(20_000_000)}\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:b\nEND:VEVENT`,
    );
    const { planner, problems } = read('ics', long);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining('too long') }]);
    expect(planner?.sections[0]?.activities).toHaveLength(1);
    const folded = read('ics', calendar(`BEGIN:VEVENT\nSUMMARY:a${'\n b'.repeat(2_000_000)}\nEND:VEVENT`));
    expect(folded.problems).toEqual([{ line: 2, message: expect.stringContaining('too long') }]);
  });

  it('are called and described as they say, line breaks and all', () => {
    const head = (name: string) => read('ics', calendar(`${name}:One\\, two\\nthree \\\\n`)).planner?.input;
    expect(head('NAME')).toMatchObject({ title: 'One, two three \\n' });
    expect(head('DESCRIPTION')).toMatchObject({ description: 'One, two\nthree \\n' });
    expect(head('X-WR-CALDESC;LANGUAGE=en')).toMatchObject({ description: 'One, two\nthree \\n' });
  });

  it('are quoted in whole characters', () => {
    const name = `${'a'.repeat(49)}🎉`;
    const file = { format: 'almanac-planner', formatVersion: 1, planner: null, sections: [], [name]: 1 };
    const { problems } = read('json', JSON.stringify(file));
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining('aaa'));
    expect(problems.every(({ message }) => message.isWellFormed())).toBe(true);
  });

  it('know the clocks of Outlook, and say where they know none', () => {
    const at = (zone: string) => `BEGIN:VEVENT\nSUMMARY:a\nDTSTART;TZID=${zone}:20260701T090000\nEND:VEVENT`;
    const zones = ['Eastern Standard Time (Mexico)', 'New Zealand Standard Time', '"Customized Time Zone"'];
    const odd = ['constructor', '__proto__', '"../../etc"', 'Europe/', '/', '"(UTC+01:00) Nowhere"'];
    const { planner, problems } = read('ics', calendar([...zones, ...odd].map(at).join('\n')));
    const starts = planner?.sections[0]?.activities.map(({ input }) => input['startDate']) ?? [];
    expect(starts.slice(0, 3)).toEqual([
      '2026-07-01T14:00:00.000Z',
      '2026-06-30T21:00:00.000Z',
      '2026-07-01T09:00:00',
    ]);
    expect(starts.slice(3)).toEqual(odd.map(() => '2026-07-01T09:00:00'));
    expect(problems).toHaveLength(1 + odd.length);
  });

  it.each([
    ['DTSTART:20260230T090000Z', null, /dtstart cannot be read/],
    ['DTSTART:20261301T990000', null, /dtstart cannot be read/],
    ['DTSTART:garbage', null, /dtstart cannot be read/],
    [
      'DTSTART:20260101T000000Z\nRECURRENCE-ID:garbage',
      '2026-01-01T00:00:00.000Z',
      /recurrence-id cannot be read/,
    ],
    ['DTSTART:20260101T000000Z\nDURATION:PT99999999999999H', '2026-01-01T00:00:00.000Z', /hundred years/],
    ['DTSTART:20260101T000000Z\nDURATION:always', '2026-01-01T00:00:00.000Z', /duration cannot be read/],
    ['DTSTART:20260101T235960Z', '2026-01-02T00:00:00.000Z', undefined],
    ['DTSTART:20260228', '2026-02-28', undefined],
    ['DTSTART;X-A=1:20260228', '2026-02-28', undefined],
  ])('lose what is no time, and nothing else: %j', (times, startDate, problem) => {
    const { planner, problems } = read('ics', calendar(`BEGIN:VEVENT\nSUMMARY:a\n${times}\nEND:VEVENT`));
    const [activity, ...others] = planner?.sections[0]?.activities ?? [];
    expect([activity?.input['startDate'], activity?.input['endDate'], others]).toEqual([startDate, null, []]);
    expect(problems).toEqual(problem ? [{ line: 2, message: expect.stringMatching(problem) }] : []);
  });

  it('throw only refusals, whatever stands in them', () => {
    const names = fc.constantFrom(
      ...['DTSTART', 'DTEND', 'DUE', 'DURATION', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'COMPLETED', 'GEO'],
      ...['TRIGGER', 'CATEGORIES', 'PRIORITY', 'STATUS', 'ATTENDEE', 'REQUEST-STATUS', 'FREEBUSY', 'X-A'],
    );
    const types = ['DATE', 'DATE-TIME', 'PERIOD', 'DURATION', 'UTC-OFFSET', 'RECUR', 'FLOAT', 'A'];
    const parameters = fc.constantFrom(
      '',
      ';TZID=Europe/Vienna',
      ';TZID=',
      ';X="',
      ...types.map((one) => `;VALUE=${one}`),
    );
    const values = fc.constantFrom(
      ...[
        '',
        'a',
        '20260101',
        '20260101T000000Z',
        '99999999T999999',
        'P1D',
        '-PT99999999999999H',
        'P',
        '1;2',
      ],
      ...['20260101T000000Z/PT1H', '20260101,20260102', ';', '\\', '+0100', 'FREQ=DAILY', '-', '0'],
    );
    const line = fc
      .tuple(names, parameters, values)
      .map(([name, parameter, value]) => `${name}${parameter}:${value}`);
    fc.assert(
      fc.property(
        fc.constantFrom('VEVENT', 'VTODO', 'VJOURNAL'),
        fc.array(line),
        fc.array(line),
        (kind, own, alarm) => {
          const inside = ['BEGIN:VALARM', ...alarm, 'END:VALARM'].join('\n');
          const { planner } = read(
            'ics',
            calendar([`BEGIN:${kind}`, ...own, inside, `END:${kind}`].join('\n')),
          );
          expect(planner).not.toBeNull();
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keep rules as they are', () => {
    const { planner } = read(
      'ics',
      calendar('BEGIN:VEVENT\nSUMMARY:a\nDTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT'),
    );
    expect(planner?.sections[0]?.activities[0]?.input['recurrence']).toEqual({ rrule: 'FREQ=SECONDLY' });
  });
});
