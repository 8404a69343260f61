import { createTestApp, readPdf, textOf, type PdfReading, type TestApp } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import { fieldsOf, person, type Person } from '../planning/support';
import { fullPlanner } from './support';

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

async function exported(format: string, options?: object): Promise<{ bytes: Buffer; reading: PdfReading }> {
  const answer = await ada.send('POST', `/export/${format}`, {
    plannerId,
    format: 'pdf',
    ...(options ? { options } : {}),
  });
  expect([answer.status, answer.body.message]).toEqual([200, 'The export is ready']);
  const { downloadUrl, fileSize, pages } = answer.body.data;
  const sent = await fetch(onApp(app, downloadUrl));
  expect([sent.status, sent.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(sent.headers.get('content-disposition')).toMatch(/^attachment; .*Spring.*launch.*\.pdf/);
  const bytes = Buffer.from(await sent.arrayBuffer());
  const reading = await readPdf(bytes);
  expect([bytes.byteLength, reading.pages.length]).toEqual([fileSize, pages]);
  return { bytes, reading };
}

describe('a planner as pages', () => {
  it('is a PDF with cover, bookmarks and everything that is to be done', async () => {
    const { reading } = await exported('pdf');
    const text = textOf(reading);
    for (const words of [
      'Ada Lovelace',
      '=SUM(A1)',
      'High priority',
      'Café, Ring 1',
      '<script>x</script>',
      'Done with',
    ]) {
      expect(text).toContain(words);
    }
    // In Vienna, as the planner says.
    expect(text).toContain('Mon 2 Mar 2026, 09:00 – 11:30');
    expect(reading.outline.map(({ title }) => title)).toEqual(['Before', 'Nothing yet', 'After']);
  });

  it('is as its options say', async () => {
    const options = {
      includeCompleted: false,
      includeNotes: false,
      theme: 'colorful',
      layout: 'landscape',
      paper: 'letter',
    };
    const { reading } = await exported('pdf', options);
    expect(reading.pages[0]).toMatchObject({ width: 792, height: 612 });
    expect(textOf(reading)).not.toMatch(/Done with|<script>/);
  });

  it('is written by hand, the same each time', async () => {
    const options = { style: 'print', paper: 'grid', color: 'DarkSlateBlue' };
    const [first, second] = [await exported('handwriting', options), await exported('handwriting', options)];
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(textOf(first.reading)).toContain('=SUM(A1)');
    const { bytes } = await exported('handwriting');
    expect(bytes.equals(first.bytes)).toBe(false);
  });

  it('is refused where what is asked for makes no sense', async () => {
    const wrong: [string, object, string[]][] = [
      ['pdf', { format: 'ics' }, ['format']],
      [
        'pdf',
        { options: { theme: 'dark', layout: 'square', paper: 'a5' } },
        ['options.theme', 'options.layout', 'options.paper'],
      ],
      [
        'pdf',
        { options: { includeNotes: 'yes', style: 'print' } },
        ['options.includeNotes', 'options.style'],
      ],
      ['handwriting', { options: { color: 'url(#x)' } }, ['options.color']],
      [
        'handwriting',
        { options: { color: 7, paper: 'a4', style: null } },
        ['options.style', 'options.paper', 'options.color'],
      ],
    ];
    for (const [format, body, fields] of wrong) {
      const answer = await ada.send('POST', `/export/${format}`, { plannerId, ...body });
      expect([answer.status, fieldsOf(answer).sort()]).toEqual([422, [...fields].sort()]);
    }
    const stranger = await person(app);
    for (const format of ['pdf', 'handwriting']) {
      expect((await stranger.send('POST', `/export/${format}`, { plannerId })).status).toBe(403);
    }
  });
});
