import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { ended } from '../identity/leaving';
import { codeOf, fieldsOf, person, type Person } from '../planning/support';
import { fetched, fullPlanner } from '../exports/support';
import { planners, sendFile, table, whole } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app, { displayName: 'Ada Lovelace' });
});
afterAll(() => app.close());

async function exported(who: Person, plannerId: string): Promise<string> {
  return fetched(app, await who.send('POST', '/export/json', { plannerId }));
}

describe('lossless JSON', () => {
  it('gives back the same planner, and its export is the same byte for byte', async () => {
    const text = await exported(ada, await fullPlanner(ada));
    const answer = await sendFile(ada, '/import/json', text, { type: 'application/json' });
    expect([answer.status, answer.body.data?.problems]).toEqual([201, []]);
    const { planner, created } = answer.body.data;
    expect(created).toEqual({ planners: 1, sections: 3, activities: 4 });
    expect(planner).toMatchObject({ role: 'owner', activitiesCount: 4, completedCount: 2, sectionsCount: 3 });
    expect(answer.headers.get('location')).toBe(`/api/v1/planners/${planner.id}`);
    expect(await exported(ada, planner.id)).toBe(text);
    // Somebody else's copy is theirs, and the same.
    const bob = await person(app);
    const theirs = await sendFile(bob, '/import/json', text, { form: true });
    expect(theirs.status).toBe(201);
    expect(await exported(bob, theirs.body.data.planner.id)).toBe(text);
    expect(theirs.text).not.toContain(ada.id);
  });

  it('leaves people out who are not known here, and what they said without an author', async () => {
    const text = await exported(ada, await fullPlanner(ada));
    const foreign = text
      .replace(
        '"assignees":[{"owner":true}]',
        '"assignees":[{"displayName":"Eve","owner":false,"username":"eve"}]',
      )
      .replace('"author":{"owner":true}', '"author":{"displayName":"Eve","owner":false,"username":"eve"}');
    const answer = await sendFile(ada, '/import/json', foreign);
    expect(answer.status).toBe(201);
    expect(answer.body.data.problems.map(({ line }: { line: number }) => line)).toEqual([1, 1]);
    const again = await exported(ada, answer.body.data.planner.id);
    expect(again).toContain('"assignees":[]');
    expect(again).toContain('{"author":null,"text":"First, of all"}');
  });

  it('refuses what is another format or version, or no JSON, with the line', async () => {
    const wrong: [string, RegExp][] = [
      ['{"format":"almanac-planner",\n"formatVersion":2}', /line 2: formatVersion must be 1/],
      ['{}', /line 1: format must be/],
      ['{"format":\n"almanac-planner",\n\n oops', /line 4: /],
      ['[1,2', /line 1: /],
    ];
    for (const [text, message] of wrong) {
      const answer = await sendFile(ada, '/import/json', text);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, ['file']]);
      expect(answer.body.error.details[0].message).toMatch(message);
      const dry = await sendFile(ada, '/import/json?dryRun=true', text);
      expect([dry.status, dry.body.data.willCreate]).toEqual([
        200,
        { planners: 0, sections: 0, activities: 0 },
      ]);
      expect(dry.body.data.problemsCount).toBe(1);
    }
  });
});

describe('a dry run', () => {
  it('changes nothing, and tells what is then made', async () => {
    const text = 'Task;List;Due date;Priority\nWash;Home;2026-05-01;high\n;Home;;\nIron;Work;tomorrow;low\n';
    const before = await planners(ada);
    const dry = await sendFile(ada, '/import/csv?dryRun=true', text, { type: 'text/csv' });
    expect(dry.status).toBe(200);
    expect(dry.body.data).toEqual({
      willCreate: { planners: 1, sections: 2, activities: 2 },
      problems: [
        { line: 3, message: expect.stringContaining('title') },
        { line: 4, message: expect.stringContaining('tomorrow') },
      ],
      problemsCount: 2,
    });
    expect(await planners(ada)).toBe(before);
    const { status, body } = await sendFile(ada, '/import/csv', text, { type: 'text/csv', form: true });
    expect(status).toBe(201);
    const { planner, created, ...problems } = body.data;
    expect({ willCreate: created, ...problems }).toEqual(dry.body.data);
    const { sections } = await whole(ada, planner.id);
    expect(sections.map((section: { title: string }) => section.title)).toEqual(['Home', 'Work']);
    expect(sections[0].activities[0]).toMatchObject({ title: 'Wash', priority: 'high', userId: ada.id });
    const strict = await sendFile(ada, '/import/csv?strict=true', text, { type: 'text/csv' });
    expect([strict.status, strict.body.error.details.length]).toEqual([422, 2]);
    expect(await planners(ada)).toBe(before + 1);
  });
});

describe('formats of others', () => {
  it('a calendar, with repetition, exceptions and alarms', async () => {
    const lines = [
      ...[
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'X-WR-CALNAME:Work',
        'BEGIN:VEVENT',
        'UID:1',
        'SUMMARY:Stand',
        ' up',
      ],
      ...['DTSTART;TZID=Europe/Vienna:20260601T090000', 'DTEND;TZID=Europe/Vienna:20260601T091500'],
      ...['RRULE:FREQ=WEEKLY;COUNT=10', 'EXDATE;TZID=Europe/Vienna:20260608T090000', 'CATEGORIES:a,b'],
      ...['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT15M', 'END:VALARM', 'END:VEVENT'],
      ...['BEGIN:VEVENT', 'UID:1', 'RECURRENCE-ID;TZID=Europe/Vienna:20260615T090000', 'SUMMARY:Later'],
      ...[
        'DTSTART;TZID=Europe/Vienna:20260615T110000',
        'DTEND;TZID=Europe/Vienna:20260615T111500',
        'END:VEVENT',
      ],
      ...['BEGIN:VTODO', 'UID:2', 'SUMMARY:Pay', 'DUE:20260701T120000Z', 'PRIORITY:1', 'STATUS:NEEDS-ACTION'],
      ...[
        'BEGIN:VALARM',
        'ACTION:EMAIL',
        'TRIGGER;RELATED=END:-PT1H',
        'END:VALARM',
        'END:VTODO',
        'BEGIN:VEVENT',
      ],
      ...[
        'SUMMARY:Never',
        'DTSTART:20260101T000000Z',
        'RRULE:FREQ=SECONDLY;BYMONTH=99',
        'END:VEVENT',
        'END:VCALENDAR',
      ],
    ];
    const answer = await sendFile(ada, '/import/ics', lines.join('\r\n'), { type: 'text/calendar' });
    expect([answer.status, answer.body.data?.problems]).toEqual([
      201,
      [{ line: 36, message: expect.stringContaining('rrule') }],
    ]);
    const { title, sections } = await whole(ada, answer.body.data.planner.id);
    expect(title).toBe('Work');
    const [standup, never] = sections[0].activities;
    expect(standup).toMatchObject({
      ...{ title: 'Standup', type: 'event', startDate: '2026-06-01T07:00:00.000Z', tags: ['a', 'b'] },
      ...{
        endDate: '2026-06-01T07:15:00.000Z',
        reminders: [{ type: 'in-app', time: '2026-06-01T06:45:00.000Z' }],
      },
    });
    expect(standup.recurrence.rrule).toBe('FREQ=WEEKLY;COUNT=10');
    expect(never.recurrence).toBeNull();
    expect(sections[1].activities[0]).toMatchObject({
      ...{ title: 'Pay', priority: 'urgent', dueDate: '2026-07-01T12:00:00.000Z' },
      reminders: [{ type: 'email', offset: 60 }],
    });
    const { rows } = await app.database.query(
      'SELECT original_start, skipped, content FROM activity_exceptions WHERE planner_id = $1 ORDER BY original_start',
      [answer.body.data.planner.id],
    );
    expect(rows).toEqual([
      { original_start: new Date('2026-06-08T07:00:00Z'), skipped: true, content: {} },
      {
        ...{ original_start: new Date('2026-06-15T07:00:00Z'), skipped: false },
        content: expect.objectContaining({ title: 'Later', startDate: '2026-06-15T09:00:00.000Z' }),
      },
    ]);
  });

  it('a project of Todoist, as a template and as JSON', async () => {
    const csv = [
      'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE',
      'task,Buy milk @shop,"two\nlitres",1,1,Ada (1),,2026-05-01,en,Europe/Vienna',
      'task,Oat milk,,4,2,Ada (1),,,en,',
      'note,Cold,,,,Ada (1),,,,',
      'section,Later,,,,,,,,',
      'task,Call,,4,1,Ada (1),,every day,en,',
    ].join('\n');
    const answer = await sendFile(ada, '/import/todoist', csv, { type: 'text/csv' });
    expect([answer.status, answer.body.data.problems]).toEqual([
      201,
      [{ line: 7, message: expect.stringMatching(/every day/) }],
    ]);
    const { sections } = await whole(ada, answer.body.data.planner.id);
    expect(sections.map((section: { title: string }) => section.title)).toEqual(['Tasks', 'Later']);
    expect(sections[0].activities[0]).toMatchObject({
      ...{ title: 'Buy milk', description: 'two\nlitres\n\nCold', priority: 'urgent', tags: ['shop'] },
      checklist: [{ text: 'Oat milk', completed: false }],
    });
    const json = JSON.stringify({
      projects: [{ id: '1', name: 'Home' }],
      sections: [{ id: 's', name: 'Kitchen', project_id: '1' }],
      items: [
        {
          id: 'a',
          content: 'Cook',
          project_id: '1',
          section_id: 's',
          priority: 4,
          labels: ['x'],
          checked: true,
        },
        { id: 'b', content: 'Peel', project_id: '1', parent_id: 'a', checked: true },
        { id: 'c', content: 'Wash', project_id: '1', priority: 1, due: { date: '2026-05-01T10:00:00Z' } },
      ],
      notes: [{ item_id: 'a', content: 'With salt' }],
    });
    const made = await sendFile(ada, '/import/todoist', json, { type: 'application/json' });
    expect(made.status).toBe(201);
    expect(made.body.data.planner).toMatchObject({ title: 'Home', role: 'owner', readOnly: false });
    const read = await whole(ada, made.body.data.planner.id);
    const cook = read.sections.flatMap((one: { activities: object[] }) => one.activities);
    expect(cook).toEqual([
      expect.objectContaining({ title: 'Wash', priority: 'low', dueDate: '2026-05-01T10:00:00.000Z' }),
      expect.objectContaining({ title: 'Cook', status: 'completed', description: 'With salt', tags: ['x'] }),
    ]);
  });

  it.each([
    ['todoist', 'TYPE,CONTENT,PRIORITY,INDENT\ntask,Wash,4,1', 'text/csv'],
    ['csv', 'Task\nWash', 'text/csv'],
    ['todoist', '{"items": [{"id": "1", "content": "Wash"}]}', 'application/json'],
  ])('of %s, which has no title, the planner has the name of the file', async (format, content, type) => {
    const made = await sendFile(ada, `/import/${format}`, content, {
      type,
      form: true,
      name: '../Home (1).csv',
    });
    expect([made.status, made.body.data.planner.title]).toEqual([201, 'Home']);
    const headers = { prefer: 'respond-async' };
    const later = await sendFile(ada, `/import/${format}`, content, {
      ...{ type, form: true, name: 'Later.txt', headers },
    });
    const job = await eventually(() => ended(app, ada.user.token, later.body.data.jobId), 30_000);
    expect((await whole(ada, job.result.plannerId)).title).toBe('Later');
  });

  it('a template of Todoist as it is given out today: times on their own clock, deadlines, nothing to complain of', async () => {
    const csv = [
      'TYPE,CONTENT,DESCRIPTION,IS_COLLAPSED,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG',
      'meta,view_style=list,,,,,,,,,,,,,',
      'task,Tickets,,,2,1,Ada (1),,2027-03-05 09:00,en,Asia/Tokyo,30,minute,2027-04-01,en',
      'task,Visa,,,2,1,Ada (1),,,en,Asia/Tokyo,,,2027-04-01,en',
      'task,Call,,,2,1,Ada (1),,2027-03-05T09:00:00Z,en,Asia/Tokyo,,,,',
    ].join('\n');
    const answer = await sendFile(ada, '/import/todoist?strict=true', csv, { type: 'text/csv' });
    expect([answer.status, answer.body.data?.problems]).toEqual([201, []]);
    const { sections } = await whole(ada, answer.body.data.planner.id);
    expect(sections[0].activities).toMatchObject([
      { title: 'Tickets', dueDate: '2027-03-05T00:00:00.000Z' },
      { title: 'Visa', dueDate: '2027-03-31T15:00:00.000Z' },
      { title: 'Call', dueDate: '2027-03-05T09:00:00.000Z' },
    ]);
  });

  it('a board of Trello', async () => {
    const board = JSON.stringify({
      ...{ name: 'Board', desc: 'All of it' },
      lists: [
        { id: 'l2', name: 'Doing', pos: 2 },
        { id: 'l1', name: 'To do', pos: 1 },
        { id: 'l3', name: 'Old', pos: 3, closed: true },
      ],
      cards: [
        {
          ...{
            id: 'c1',
            idList: 'l2',
            name: 'Write',
            desc: '**Well**',
            pos: 1,
            due: '2026-05-01T10:00:00.000Z',
          },
          ...{
            dueComplete: true,
            labels: [
              { name: 'text', color: 'red' },
              { name: '', color: 'blue' },
            ],
          },
        },
        { id: 'c2', idList: 'l1', name: 'Gone', closed: true, pos: 1 },
      ],
      checklists: [
        {
          idCard: 'c1',
          checkItems: [
            { name: 'Two', pos: 2, state: 'incomplete' },
            { name: 'One', pos: 1, state: 'complete' },
          ],
        },
      ],
    });
    const answer = await sendFile(ada, '/import/trello', board);
    expect(answer.status).toBe(201);
    const { title, description, sections } = await whole(ada, answer.body.data.planner.id);
    expect([title, description, sections.length]).toEqual(['Board', 'All of it', 2]);
    expect(sections[0].activities[0]).toMatchObject({ title: 'Gone', status: 'cancelled' });
    expect(sections[1].activities[0]).toMatchObject({
      ...{ title: 'Write', status: 'completed', tags: ['text', 'blue'] },
      checklist: [
        { text: 'One', completed: true },
        { text: 'Two', completed: false },
      ],
    });
  });

  it('what our own table and calendar export gives back the same', async () => {
    const plannerId = await fullPlanner(ada);
    const csv = await fetched(app, await ada.send('POST', '/export/csv', { plannerId }));
    const fromTable = await sendFile(ada, '/import/csv', csv, { type: 'text/csv' });
    expect(fromTable.body.data.created).toEqual({ planners: 1, sections: 2, activities: 4 });
    const { sections } = await whole(ada, fromTable.body.data.planner.id);
    const [plan] = sections[0].activities;
    expect(plan).toMatchObject({
      title: '=SUM(A1)',
      tags: ['a', 'b'],
      metadata: { estimatedDuration: 90, progress: 40 },
    });
    expect(sections[1].activities[0]).toMatchObject({ status: 'completed', blockedBy: [plan.id] });
    const ics = await fetched(app, await ada.send('POST', '/export/calendar', { plannerId }));
    const fromCalendar = await sendFile(ada, '/import/ics', ics, { type: 'text/calendar' });
    expect([fromCalendar.status, fromCalendar.body.data.problems]).toEqual([201, []]);
  });
});

describe('an import is refused', () => {
  it('to whoever may not make planners, and above their limit', async () => {
    const key = (
      await ada.must('POST', '/auth/api-keys', { name: 'Reads', permissions: ['read:own-planners'] })
    ).key;
    const sent = await fetch(`${app.url}/api/v1/import/csv`, {
      ...{ method: 'POST', body: table(1), headers: { 'x-api-key': key, 'content-type': 'text/csv' } },
    });
    expect(sent.status).toBe(403);
    const nobody = await fetch(`${app.url}/api/v1/import/csv`, { method: 'POST', body: table(1) });
    expect(nobody.status).toBe(401);
    const free = await person(app, { tier: 'free' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sendFile(free, '/import/csv', table(3), { type: 'text/csv' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 403, 403, 403]);
    const refused = answers.filter(({ status }) => status === 403);
    expect(new Set(refused.map(codeOf))).toEqual(new Set(['MAX_PLANNERS_REACHED']));
    expect(await planners(free)).toBe(5);
  });

  it('for what is no file, or no text', async () => {
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]);
    expect((await sendFile(ada, '/import/csv', zip, { type: 'text/csv' })).status).toBe(415);
    expect((await sendFile(ada, '/import/csv', zip, { form: true })).status).toBe(415);
    expect((await sendFile(ada, '/import/csv', new Uint8Array([0xff, 0xff, 65]))).status).toBe(415);
    expect((await sendFile(ada, '/import/csv', '{}', { type: 'application/json' })).status).toBe(415);
    expect((await sendFile(ada, '/import/csv', '')).status).toBe(422);
    expect((await sendFile(ada, '/import/csv?dryRun=maybe', table(1))).status).toBe(422);
    const form = new FormData();
    form.append('other', 'x');
    const answer = await fetch(`${app.url}/api/v1/import/csv`, {
      ...{ method: 'POST', body: form, headers: { authorization: `Bearer ${ada.user.token}` } },
    });
    expect(answer.status).toBe(422);
    const large = new Uint8Array(25 * 1024 * 1024 + 1).fill(97);
    expect((await sendFile(ada, '/import/csv', large)).status).toBe(413);
    expect((await sendFile(ada, '/import/csv', large, { form: true })).status).toBe(413);
  });

  it('reads UTF-16 tables by their mark', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Task\tList\nÜben\tA\n', 'utf16le')]);
    const answer = await sendFile(ada, '/import/csv', new Uint8Array(bytes), { type: 'text/csv' });
    expect([answer.status, answer.body.data.created.activities]).toEqual([201, 1]);
    expect((await whole(ada, answer.body.data.planner.id)).sections[0].activities[0].title).toBe('Üben');
  });

  it('reads tables of Excel in Windows-1252, and says so beforehand', async () => {
    const bytes = new Uint8Array(Buffer.from('Task;List\r\n\xdcben f\xfcr 5 \x80;A\r\n', 'latin1'));
    const problem = {
      line: 2,
      message: expect.stringContaining('was read as Windows-1252, by which "Üben" stands here'),
    };
    const send = (path: string) => sendFile(ada, path, bytes, { form: true });
    const dry = await send('/import/csv?dryRun=true');
    expect([dry.status, dry.body.data]).toEqual([
      200,
      {
        willCreate: { planners: 1, sections: 1, activities: 1 },
        problems: [problem],
        problemsCount: 1,
      },
    ]);
    const strict = await send('/import/csv?strict=true');
    expect([strict.status, codeOf(strict)]).toEqual([422, 'VALIDATION_ERROR']);
    const made = await send('/import/csv');
    expect([made.status, made.body.data.problems]).toEqual([201, [problem]]);
    const planner = await whole(ada, made.body.data.planner.id);
    expect(planner.sections[0].activities[0].title).toBe('Üben für 5 €');
    const json = new Uint8Array(Buffer.from('{"a":"\xdc"}', 'latin1'));
    for (const format of ['json', 'ics', 'trello', 'todoist'])
      expect((await sendFile(ada, `/import/${format}`, json, { form: true })).status).toBe(415);
  });
});

it('is made once for one Idempotency-Key, also for two at once', async () => {
  const headers = { 'idempotency-key': 'import-1' };
  const send = (text = table(2)) => sendFile(ada, '/import/csv', text, { type: 'text/csv', headers });
  const before = await planners(ada);
  const both = await Promise.all([send(), send()]);
  expect(both.map(({ status }) => status).filter((status) => status !== 409)).toContain(201);
  const again = await send();
  expect([again.status, await planners(ada)]).toEqual([201, before + 1]);
  const other = await send(table(3));
  expect([other.status, codeOf(other)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
});
