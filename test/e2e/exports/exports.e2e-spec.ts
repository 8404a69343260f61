import { ExpireExportsProcessor, RequestContext } from '@almanac/platform';
import { plannerFile } from '@almanac/exports';
import { createTestApp, type TestAnswer, type TestApp } from '@almanac/testing';
import { parseICS } from 'node-ical';
import { onApp } from '../identity/leaving';
import { codeOf, fieldsOf, person, share, unshare, type Person } from '../planning/support';
import { fetched, files, fullPlanner } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
let plannerId: string;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app, { displayName: 'Ada Lovelace' });
  plannerId = await fullPlanner(ada);
});
afterAll(() => app.close());

const ask = (
  format: string,
  who = ada,
  more: object = {},
  headers?: Record<string, string>,
): Promise<TestAnswer> => who.send('POST', `/export/${format}`, { plannerId, ...more }, headers);
async function file(format: string, options?: object): Promise<string> {
  const answer = await ask(format, ada, options === undefined ? {} : { options });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return fetched(app, answer);
}

describe('an export of a planner', () => {
  it('answers with a link that needs no credentials and is good for a day', async () => {
    const answer = await ask('json', ada, { format: 'json' });
    expect(answer.status).toBe(200);
    expect(answer.body.message).toBe('The export is ready');
    const { downloadUrl, expiresAt, fileSize } = answer.body.data;
    expect(Object.keys(answer.body.data).sort()).toEqual(['downloadUrl', 'expiresAt', 'fileSize']);
    const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    const sent = await fetch(onApp(app, downloadUrl));
    expect(sent.status).toBe(200);
    expect(sent.headers.get('content-type')).toMatch(/^application\/json/);
    expect(sent.headers.get('content-disposition')).toMatch(/^attachment; .*Spring.*launch/);
    expect((await sent.arrayBuffer()).byteLength).toBe(fileSize);
    expect((await ada.must('GET', '/jobs?type=export-json')).jobs[0]).toMatchObject({
      ...{ status: 'completed', progress: 100, result: { expiresAt, fileSize } },
    });
    const changed = await fetch(onApp(app, downloadUrl).replace(/signature=./, 'signature=!'));
    expect(changed.status).toBe(404);
  });

  it('is on record', async () => {
    const { rows } = await app.database.query(
      `SELECT after FROM audit_log WHERE action = 'planner.exported' AND resource_id = $1 AND actor_id = $2`,
      [plannerId, ada.id],
    );
    expect(rows[0].after).toMatchObject({ format: 'json', jobId: expect.any(String) });
  });

  it('as JSON has everything and no id, in the same bytes each time', async () => {
    const text = await file('json');
    const parsed = plannerFile.parse(JSON.parse(text));
    expect(text).toBe(await file('json'));
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    expect(text).not.toContain(ada.id);
    expect(parsed.planner).toMatchObject({
      title: 'Spring launch ‮🚀',
      settings: { timezone: 'Europe/Vienna' },
    });
    const [before, nothing, after] = parsed.sections;
    expect(nothing).toMatchObject({ title: 'Nothing yet', type: 'notes', activities: [] });
    expect(before?.activities).toEqual([
      expect.objectContaining({
        ...{ title: '=SUM(A1)', startDate: '2026-03-02T08:00:00.000Z', assignees: [{ owner: true }] },
        checklist: [
          { text: 'One', completed: false },
          { text: 'Two', completed: true },
        ],
        reminders: [
          { type: 'email', time: null, offset: 30, sentAt: null },
          { type: 'push', time: '2090-01-01T00:00:00.000Z', offset: null, sentAt: null },
        ],
        comments: [
          { author: { owner: true }, text: 'First, of all' },
          { author: { owner: true }, text: 'Second' },
        ],
      }),
    ]);
    const [done, weekly, next] = after?.activities ?? [];
    expect(done).toMatchObject({ status: 'completed', blockedBy: [{ section: 0, activity: 0 }] });
    expect(weekly?.series).toMatchObject({ index: 0, number: 1, continued: true, exceptions: [] });
    expect(weekly?.series?.next).toEqual({ section: 2, activity: 2 });
    expect(next).toMatchObject({ status: 'pending', checklist: [{ text: 'Again', completed: false }] });
    expect(next?.series).toMatchObject({ index: 0, number: 2, originalStart: '2026-03-09T09:00:00.000Z' });
    expect(next?.series?.exceptions).toEqual([
      { originalStart: '2026-03-16T09:00:00.000Z', skipped: true, content: {}, base: {} },
      expect.objectContaining({ skipped: false, content: { title: 'Another time' } }),
    ]);
  });

  it('leaves the trash out, and refers to nothing in it', async () => {
    const { id } = await ada.planner();
    const section = await ada.section(id);
    const gone = await ada.activity(section.id, { title: 'Gone' });
    await ada.activity(section.id, { title: 'Waits', blockedBy: [gone.id] });
    await ada.must('DELETE', `/activities/${gone.id}`);
    const answer = await ada.send('POST', '/export/json', { plannerId: id });
    const { sections } = plannerFile.parse(JSON.parse(await fetched(app, answer)));
    expect(sections[0]?.activities).toEqual([expect.objectContaining({ title: 'Waits', blockedBy: [] })]);
  });

  it('as CSV runs nothing in a spreadsheet', async () => {
    const text = await file('csv');
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^number,section,title,description,/);
    expect(lines[1]).toMatch(/^S1\.A1,Before,'=SUM\(A1\),/);
    expect(text).toContain('S3.A1,After,Done with');
    expect(await file('csv', { includeCompleted: false })).not.toContain('Done with');
  });

  it('as Markdown is inert', async () => {
    const text = await file('markdown');
    expect(text).toContain('# Spring launch ‮🚀\n');
    expect(text).toContain('> # All &lt;b>that&lt;/b> we do');
    expect(text).toContain('- [x] **Done with**');
    expect(text).toContain('  - [x] Two');
    expect(text).toContain('from 2026-03-02 09:00; until 2026-03-02 11:30; due 2026-03-03 13:00');
    expect(text).not.toMatch(/<script|\]\(javascript:/);
    expect(await file('markdown', { includeNotes: false })).not.toContain('script');
  });

  it('as a calendar has events with times, alarms and repetition', async () => {
    const events = Object.values(parseICS(await file('calendar'))).filter((one) => one?.type === 'VEVENT');
    expect(events.map((event) => event.summary).sort()).toEqual(
      ['=SUM(A1)', 'Every week', 'Every week'].sort(),
    );
    const text = await file('calendar', { includeCompleted: false });
    expect(text).toContain('DTSTART;TZID=Europe/Vienna:20260302T090000');
    expect(text).toContain('RRULE:FREQ=WEEKLY;COUNT=9');
    expect(text).toContain('EXDATE;TZID=Europe/Vienna:20260316T100000');
    expect(text).toContain('SUMMARY:Another time');
    expect(text.match(/BEGIN:VALARM/g)).toHaveLength(2);
    const march = { dateRange: { start: '2026-03-02', end: '2026-03-02' } };
    expect(await file('calendar', march)).toContain('SUM(A1)');
    const may = { dateRange: { start: '2026-05-10', end: '2026-05-12' }, component: 'vtodo' };
    expect(await file('calendar', may)).not.toContain('VTODO');
  });

  it('gives back what people write, whatever it is', async () => {
    const naughty = [
      ...[
        'NULL',
        'undefined',
        '-1',
        '=HYPERLINK("http://x","y")',
        '@SUM(1)',
        '+49 1',
        '\t=1',
        'a,b;c',
        '"quoted" \'s\'',
      ],
      ...[
        '<img src=x onerror=alert(1)>',
        '&lt;&#106;',
        '[x](javascript:alert(1))',
        '| a | b |',
        '# no heading',
        '1. no list',
      ],
      ...[
        '\u202etest\u202c',
        '\u05d4\u05d9\u05d9\u05ea\u05d4',
        '\ufdfa',
        '\u{1f469}\u200d\u{1f468}\u200d\u{1f466} \u{1f3f3}\ufe0f\u200d\u{1f308}',
        'Z\u0351\u036b\u0343a',
        '\u2028line',
        '\u200b\ufeffzero',
        '\u{20bb7}\u{2070e}',
      ],
      ...[
        '; DROP TABLE activities',
        '../../etc/passwd',
        '$HOME',
        '%s%n',
        '{{7*7}}',
        'BEGIN:VEVENT',
        'x'.repeat(500),
        'e\u0301'.repeat(200),
      ],
    ];
    const { id } = await ada.planner({ title: naughty[10] });
    const section = await ada.section(id, { title: naughty[9] });
    await ada.must('POST', `/sections/${section.id}/activities/batch`, {
      operations: naughty.map((title, day) => ({
        op: 'create',
        data: {
          title,
          description: title,
          tags: [title.slice(0, 20)],
          dueDate: new Date(Date.UTC(2026, 0, 1 + day)),
        },
      })),
    });
    const written = (await ada.must('GET', `/planners/${id}`)).sections[0].activities as { title: string }[];
    const titles = written.map(({ title }) => title);
    expect(titles).toHaveLength(naughty.length);
    const exported = async (format: string) =>
      fetched(app, await ada.send('POST', `/export/${format}`, { plannerId: id }));
    const json = plannerFile.parse(JSON.parse(await exported('json')));
    expect(json.sections[0]?.activities.map(({ title }) => title)).toEqual(titles);
    const cells = [
      ...(await exported('csv')).matchAll(
        /^S1\.A\d+,(?:"(?:[^"]|"")*"|[^",\r\n]*),("(?:[^"]|"")*"|[^",\r\n]*),/gm,
      ),
    ];
    const read = cells.map(([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );
    expect(read.map((cell, index) => (cell === `'${titles[index]}` ? titles[index] : cell))).toEqual(titles);
    for (const cell of read) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@]/);
    const events = Object.values(parseICS(await exported('calendar'))).filter(
      (one) => one?.type === 'VEVENT',
    );
    expect(events.map(({ summary }) => summary).sort()).toEqual([...titles].sort());
    const markdown = await exported('markdown');
    expect(markdown).not.toMatch(/<img|\]\(javascript:/);
    expect(markdown).toContain('- [ ] **\\# no heading**');
  });

  it('is the same for two who ask at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('json')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const texts = await Promise.all(answers.map((answer) => fetched(app, answer)));
    expect(new Set(texts).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.data.downloadUrl)).size).toBe(4);
  });
});

describe('an export is refused', () => {
  it('to whoever may not see the planner, or not export', async () => {
    const [stranger, viewer, free] = [
      await person(app),
      await person(app),
      await person(app, { tier: 'free' }),
    ];
    expect(codeOf(await ask('json', stranger))).toBe('FORBIDDEN');
    for (const who of [viewer, free]) await share(app, plannerId, who.id, 'viewer');
    expect((await ask('json', viewer)).status).toBe(200);
    const refused = await ask('json', free);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
    expect(refused.text).toContain('export:planners');
    await unshare(app, plannerId, viewer.id);
    expect((await ask('json', viewer)).status).toBe(403);
    expect((await app.request('POST', '/export/json', { body: { plannerId } })).status).toBe(401);
  });

  it('to a key that may only read, and such a key sees no job of one', async () => {
    const keyOf = async (permissions: string[]) =>
      (await ada.must('POST', '/auth/api-keys', { name: 'A key', permissions })).key as string;
    const reading = await keyOf(['read:own-planners', 'read:own-profile']);
    const without = await keyOf(['read:own-planners', 'read:own-profile', 'export:planners']);
    const exporting = await keyOf([
      ...['read:own-planners', 'read:own-activities', 'read:own-profile', 'export:planners'],
    ]);
    const send = (key: string, method: string, path: string, body?: object) =>
      app.request(method, path, { headers: { 'x-api-key': key }, ...(body ? { body } : {}) });
    const refused = await send(reading, 'POST', '/export/json', { plannerId });
    expect([refused.status, refused.body.error.details]).toEqual([
      403,
      {
        required: ['read:own-planners', 'read:own-activities', 'export:planners'],
        held: ['read:own-planners', 'read:own-profile'],
      },
    ]);
    // What is in a planner, comments too, is read with `read:own-activities` alone.
    expect((await send(without, 'POST', '/export/json', { plannerId })).text).toContain(
      'read:own-activities',
    );
    expect((await send(exporting, 'POST', '/export/json', { plannerId })).status).toBe(200);
    const list = async (key: string) => (await send(key, 'GET', '/jobs')).body.data.jobs as { id: string }[];
    const [job] = await list(exporting);
    expect(await list(reading)).toEqual([]);
    expect(await list(without)).toEqual([]);
    expect((await send(reading, 'GET', `/jobs/${job?.id}`)).status).toBe(404);
    expect((await send(exporting, 'GET', `/jobs/${job?.id}`)).status).toBe(200);
  });

  it('for what is no planner any more, or no request', async () => {
    const unknown = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4bff';
    expect((await ask('json', ada, { plannerId: unknown })).status).toBe(404);
    const wrong: [string, object, string[]][] = [
      ['json', { plannerId: 'x' }, ['plannerId']],
      ['json', { format: 'csv' }, ['format']],
      ['json', { options: {} }, ['options']],
      ['csv', { options: { theme: 'x' } }, ['options.theme']],
      ['calendar', { options: { component: 'vjournal' } }, ['options.component']],
      [
        'calendar',
        { options: { dateRange: { start: '2026-02-30', end: '2026-03-01' } } },
        ['options.dateRange.start'],
      ],
      [
        'calendar',
        { options: { dateRange: { start: '2026-03-02', end: '2026-03-01' } } },
        ['options.dateRange.end'],
      ],
    ];
    for (const [format, body, fields] of wrong) {
      const answer = await ask(format, ada, body);
      expect([answer.status, fieldsOf(answer)]).toEqual([422, fields]);
    }
    const { id } = await ada.planner();
    await ada.must('DELETE', `/planners/${id}`);
    expect((await ask('json', ada, { plannerId: id })).status).toBe(404);
  });
});

it('is gone after its time: the link answers 410, and the file is deleted', async () => {
  const answer = await ask('csv');
  const url = onApp(app, answer.body.data.downloadUrl);
  const [job] = (await ada.must('GET', '/jobs?type=export-csv')).jobs;
  const mine = async () => (await files(app)).filter((name) => name.includes(job.id));
  expect(await mine()).toHaveLength(1);
  await app.database.query(`UPDATE jobs SET expires_at = now() - interval '1 second' WHERE id = $1`, [
    job.id,
  ]);
  expect((await fetch(url)).status).toBe(410);
  await app.getFromWorker(ExpireExportsProcessor).handle({}, { context: RequestContext.system() });
  expect(await mine()).toEqual([]);
  expect((await fetch(url)).status).toBe(410);
  expect((await ada.must('GET', `/jobs/${job.id}`)).result.downloadUrl).toBeNull();
});
