import bidiFactory from 'bidi-js';
import fc from 'fast-check';
import {
  bytesOf,
  plannerDocument,
  readPdf,
  textOf,
  type PdfReading,
  type SectionLike,
} from '@almanac/testing';
import { PDF_DEFAULTS, PDF_THEMES, type PdfOptions } from '../../domain/pdf-options';
import type { PlannerDocument } from '../../domain/planner-document';
import { PdfPlannerWriter } from './pdf-planner.writer';

jest.setTimeout(90_000);

const bidi = bidiFactory();

const still = (): AbortSignal => new AbortController().signal;
const nothing = (): Promise<void> => Promise.resolve();

function write(planner: PlannerDocument, options: Partial<PdfOptions> = {}): Promise<Buffer> {
  return bytesOf(new PdfPlannerWriter().write(planner, { ...PDF_DEFAULTS, ...options }, still(), nothing));
}
async function read(planner: PlannerDocument, options: Partial<PdfOptions> = {}): Promise<PdfReading> {
  return readPdf(await write(planner, options));
}

const LAUNCH: SectionLike[] = [
  {
    title: 'Before',
    description: 'Until **March**',
    activities: [
      {
        ...{ title: 'Write the page', status: 'in-progress', priority: 'urgent', tags: ['web'] },
        ...{ dueDate: '2026-03-01T23:30:00.000Z', metadata: { estimatedDuration: 90, progress: 40 } },
        description:
          '# Plan\n- first **bold** <script>alert(1)</script>\n- [x] ticked\n\n2. [link](javascript:alert(1))',
        assignees: [{ owner: false, displayName: 'Grace Hopper', username: 'grace' }],
        checklist: [
          { text: 'One of them', completed: true },
          { text: 'Another', completed: false },
        ],
        blockedBy: [{ section: 1, activity: 0, title: 'Come first' }],
        location: { name: 'Room 4', address: 'Ring 1' },
      },
      { title: 'Long since done', status: 'completed' },
      { title: 'No more', status: 'cancelled', priority: 'low' },
    ],
  },
  { title: 'Nothing here', activities: [] },
];

describe('the PDF of a planner', () => {
  const planner = plannerDocument(LAUNCH, {
    title: 'Spring launch',
    description: 'All that we do',
    tags: ['client'],
  });

  it('says what the planner is, and what stands in it', async () => {
    const reading = await read(planner);
    const text = textOf(reading);
    for (const words of [
      ...[
        'Spring launch',
        'Ada Lovelace',
        'All that we do',
        '#client',
        '33.3% complete',
        'Times are those of Europe/Vienna',
      ],
      ...['Write the page', 'In progress', 'Urgent', 'Grace Hopper', '#web', 'About 1 h 30 min', '40% done'],
      ...[
        'After: Come first',
        'Room 4, Ring 1',
        'One of them',
        'Another',
        'Long since done',
        'Cancelled',
        'Low priority',
      ],
      ...[
        '1 of 3 activities done',
        'Nothing here yet.',
        'first bold <script>alert(1)</script>',
        '[link](javascript:alert(1))',
      ],
      'As of Sun 25 Jan 2026, 16:30',
    ]) {
      expect(text).toContain(words);
    }
    // In the planner's time zone, where the next day has begun.
    expect(text).toContain('Due Mon 2 Mar 2026, 00:30');
    expect(reading.info).toMatchObject({ Title: 'Spring launch', Author: 'Ada Lovelace', Language: 'en' });
    expect(reading.info).toMatchObject({ CreationDate: 'D:20260125153000Z', Keywords: 'client' });
  });

  it('says how something repeats', async () => {
    const recurrence = {
      ...{ pattern: 'weekly' as const, interval: 2, daysOfWeek: [1, 4], endDate: null, occurrences: 10 },
      ...{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10', fromCompletion: false },
    };
    const reading = await read(plannerDocument([{ title: 'A', activities: [{ title: 'Run', recurrence }] }]));
    expect(textOf(reading)).toContain('Repeats every 2 weeks on Mon, Thu, 10 times in all');
  });

  it.each([
    ['left', 'Buy soap', -1],
    ['right', 'צאבון', 1],
  ])('has the mark of a list on the %s of what it stands before', async (_side, text, direction) => {
    const activities = [{ title: 'A', description: `7. ${text}` }];
    const { pages } = await read(plannerDocument([{ title: 'A', activities }]));
    const items = pages[1]?.items ?? [];
    const at = (wanted: string): number => items.find((item) => item.text.includes(wanted))?.x ?? NaN;
    expect(Math.sign(at('7.') - at(text))).toBe(direction);
  });

  it.each([
    ['left', 'Buy soap', -1],
    ['right', 'לקנות סבון', 1],
  ])('has an activity begin on the %s, and its dates at the other end', async (_side, title, direction) => {
    const more = { dueDate: '2026-03-01T23:30:00.000Z', priority: 'urgent' as const };
    // The head of each page has the section at the end where the planner's title does not begin.
    const section = { title: '7', activities: [{ title, ...more }] };
    const { pages } = await read(plannerDocument([section], { title }));
    const [word = ''] = title.split(' ');
    for (const { items, width } of pages) {
      const sideOf = (wanted: string): (1 | -1)[] =>
        items.filter(({ text }) => text.includes(wanted)).map(({ x }) => (x > width / 2 ? 1 : -1));
      const sides = { title: sideOf(word), ours: sideOf('Urgent'), dates: sideOf('Due') };
      expect(new Set([...sides.title, ...sides.ours])).toEqual(new Set([direction]));
      expect(sides.dates.every((side) => side === -direction)).toBe(true);
    }
    expect(pages[1]?.text).toMatch(/Due.*Urgent|Urgent.*Due/s);
  });

  it('has the marks of lists in the descriptions of sections, too', async () => {
    const section = { title: 'A', description: '- one\n3. two', activities: [] };
    expect(textOf(await read(plannerDocument([section])))).toMatch(/• one.*3\. two/s);
  });

  it('keeps what belongs to an activity in its order, whichever way the words run', async () => {
    const assignees = [{ owner: false, displayName: 'עדה', username: null }];
    const activities = [{ title: 'Call', assignees, tags: ['אחת', 'שתיים'] }];
    const { pages } = await read(plannerDocument([{ title: 'A', activities }]));
    const at = (wanted: string): number =>
      pages[1]?.items.find(({ text }) => text.includes(wanted))?.x ?? NaN;
    expect(at('עדה')).toBeLessThan(at('אחת'));
    expect(at('אחת')).toBeLessThan(at('שתיים'));
  });

  it.each([
    ['Short', ['Short']],
    ['جواز', ['جواز']],
    ['A title that takes two lines beside its dates, but no more altogether', ['A title', 'more altogether']],
  ])(
    'reads the title, then the dates, then what is under it, which leaves no gap: %s',
    async (title, said) => {
      const dates = { startDate: '2026-12-31T20:30:00.000Z', endDate: '2027-01-02T05:00:00.000Z' };
      const { pages } = await read(
        plannerDocument([{ title: 'A', activities: [{ title, ...dates, status: 'completed' }] }]),
      );
      const { items = [], text = '' } = pages[1] ?? {};
      const order = [...said, 'Thu 31 Dec 2026', 'Sat 2 Jan 2027', 'Done'];
      const places = order.map((part) => bare(text).indexOf(bare(part)));
      expect(places).not.toContain(-1);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      const heightOf = (part: string) => items.find((item) => item.text.includes(part))?.y ?? 0;
      const above = heightOf(said.at(-1)?.split(' ').at(-1) ?? '') - heightOf('Done');
      expect(above).toBeGreaterThan(8);
      expect(above).toBeLessThan(18);
    },
  );

  it('has a title that means itself', async () => {
    const title = '</rdf:li><x>&\\) >> (ü';
    const { info, metadata, outline } = await read(plannerDocument([{ title, activities: [] }], { title }));
    expect([info.Title, outline[0]?.title, metadata]).toEqual([title, title, false]);
  });

  it('has a bookmark for each section, and links to it on the cover', async () => {
    const reading = await read(planner);
    expect(reading.outline).toEqual([
      { title: 'Before', page: 2 },
      { title: 'Nothing here', page: 2 },
    ]);
    expect(reading.pages[0]?.links).toBe(2);
    expect(reading.pages[0]?.roles).toEqual(expect.arrayContaining(['H1', 'P', 'H2']));
    expect(reading.pages[1]?.roles).toEqual(['H2', 'P', 'P', 'P', 'H2', 'P']);
  });

  it('has its fonts in it, and no other', async () => {
    const { fonts } = await read(planner);
    expect(fonts.length).toBeGreaterThan(1);
    expect(fonts.filter(({ embedded }) => !embedded)).toEqual([]);
    expect(fonts.filter(({ name }) => !/^[A-Z]{6}\+noto-/.test(name))).toEqual([]);
  });

  it('groups the digits of what it counts', async () => {
    const activities = Array.from({ length: 1000 }, (_, n) => ({ title: `${n}` }));
    const text = textOf(await read(plannerDocument([{ title: 'A', activities }])));
    expect(text).toContain('0 of 1,000 activities done');
    expect(text).toContain('0 / 1,000');
  });

  it('numbers its pages', async () => {
    const many = Array.from({ length: 90 }, (_, n) => ({ title: `Activity ${n}` }));
    const written = new PdfPlannerWriter().write(
      plannerDocument([{ title: 'All', activities: many }]),
      PDF_DEFAULTS,
      still(),
      nothing,
    );
    const { pages } = await readPdf(await bytesOf(written));
    expect(pages.length).toBeGreaterThan(3);
    expect(written.pages?.()).toBe(pages.length);
    pages.forEach(({ text }, index) => {
      expect(text.replace(/\s/g, '')).toContain(`${index + 1}of${pages.length}`);
    });
  });

  it('leaves out what is not wanted, and says so', async () => {
    const text = textOf(await read(planner, { includeCompleted: false, includeNotes: false }));
    expect(text).not.toContain('Long since done');
    expect(text).not.toContain('first bold');
    expect(text).toContain('One of them');
    expect(text).toContain('Left out: what is done and notes. Figures are of the whole planner.');
  });

  it.each([
    ['a4', 'portrait', 595.28, 841.89],
    ['a4', 'landscape', 841.89, 595.28],
    ['letter', 'portrait', 612, 792],
    ['letter', 'landscape', 792, 612],
  ] as const)('is of the size that is asked for: %s, %s', async (paper, layout, width, height) => {
    for (const theme of PDF_THEMES) {
      const { pages } = await read(planner, { paper, layout, theme });
      expect(pages.map((page) => [page.width, page.height])).toEqual(pages.map(() => [width, height]));
      for (const { items } of pages) {
        expect(items.filter(({ x, y }) => x < 20 || x > width - 20 || y < 20 || y > height - 20)).toEqual([]);
      }
    }
  });

  it('is the same again, byte for byte, and another at another moment', async () => {
    const first = await write(planner);
    expect((await write(planner)).equals(first)).toBe(true);
    const later = plannerDocument(LAUNCH, { title: 'Spring launch', takenAt: '2026-01-26T15:30:00.000Z' });
    expect((await write(later)).equals(first)).toBe(false);
  });

  it('is a cover alone for a planner with nothing in it', async () => {
    const { pages, outline } = await read(plannerDocument([], { title: 'Empty', ownerName: null }));
    expect(pages).toHaveLength(1);
    expect(outline).toEqual([]);
    expect(pages[0]?.text).toContain('This planner has no sections yet.');
  });

  it('takes titles of any length', async () => {
    const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
    const endless = 'x'.repeat(500);
    const reading = await read(
      plannerDocument(
        [
          {
            title: words,
            activities: [{ title: endless }, { title: words }],
          },
        ],
        {
          title: words,
        },
      ),
      { layout: 'portrait', theme: 'colorful' },
    );
    const text = textOf(reading).replace(/\s+/g, ' ');
    expect(text.split(words).length).toBeGreaterThan(3);
    expect(text.replace(/ /g, '')).toContain(endless);
  });

  it('never ends a page with a heading', async () => {
    for (let length = 1; length < 30; length += 2) {
      const sections = Array.from({ length: 14 }, (_, n) => ({
        title: `Heading ${n}`,
        activities: Array.from({ length: (n * length) % 7 }, () => ({
          title: 'Something',
          description: 'To be done',
        })),
      }));
      const { pages } = await read(plannerDocument(sections));
      for (const { items } of pages.slice(1)) {
        const body = items.filter(({ y, text }) => y > 56 && text.trim() !== '');
        const lowest = body.reduce((low, item) => (item.y < low.y ? item : low));
        expect(lowest.text).not.toMatch(/^Heading|activit\w+ done$|^Something/);
      }
    }
  });
});

describe('pages', () => {
  const list = (n: number, count: number) =>
    Array.from({ length: count }, (_, item) => ({ text: `item${n}x${item}.`, completed: false }));
  const pageOf = ({ pages }: PdfReading, text: string) =>
    pages.findIndex((page) => page.items.some((item) => item.text.includes(text)));

  it('keep short activities whole', async () => {
    for (let before = 1; before < 8; before += 1) {
      const activities = Array.from({ length: 30 }, (_, n) => ({
        title: `Task ${n}.`,
        checklist: list(n, 3),
      }));
      const first = { title: 'First', checklist: list(99, before) };
      const reading = await read(plannerDocument([{ title: 'A', activities: [first, ...activities] }]));
      for (const [n] of activities.entries())
        expect([n, pageOf(reading, `item${n}x0.`), pageOf(reading, `item${n}x2.`)]).toEqual([
          ...[n, pageOf(reading, `Task ${n}.`), pageOf(reading, `Task ${n}.`)],
        ]);
    }
  });

  it('have no row of a long one alone', async () => {
    for (let count = 40; count < 70; count += 1) {
      const activities = [{ title: 'Long', checklist: list(0, count) }];
      const reading = await read(plannerDocument([{ title: 'A', activities }]));
      const last = pageOf(reading, `item0x${count - 1}.`);
      expect(last).toBeGreaterThan(0);
      expect([count, pageOf(reading, `item0x${count - 2}.`)]).toEqual([count, last]);
    }
  });
});

describe('any text', () => {
  it.each([
    'Łódź ěščřžýáíé Ñandú',
    'Ξεσκεπάζω την ψυχοφθόρα',
    'Съешь ещё этих мягких булок',
    'नमस्ते दुनिया किताब हिन्दी',
    'สวัสดีชาวโลก น้ำ ทำงานให้เสร็จ',
    '中文测试：今天的计划',
    '日本語テスト、かな漢字',
    '한국어 테스트 문장',
    'தமிழ் கொடு বাংলা ক্ষ తెలుగు ಕನ್ನಡ',
    'ქართული Հայերեն አማርኛ ខ្មែរ မြန်မာ',
    '🎉 👍🏽 👨‍👩‍👧‍👦 🇩🇪 ✅',
    'no font has \u{12000} or \u{16ef0}',
    'Tiếng Việt: Chào thế giới',
    'fi ffl AVAVA “quotes” — €',
    '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ℕ⊆ℝ',
    'Z\u0338\u0321\u031b\u034e\u033aa\u0337\u0359\u0353b',
  ])('can be copied: %s', async (title) => {
    const { pages } = await read(plannerDocument([{ title: 'A', activities: [{ title }] }]));
    expect(bare(pages[1]?.text ?? '')).toContain(bare(title));
  });

  it.each([
    ['שלום עולם', ['שלום', 'עולם']],
    ['مرحبا بالعالم لا إله', ['مرحبا', 'بالعالم', 'لا', 'إله']],
    ['از فارسی (متن) English', ['از', 'فارسی', '(متن)', 'English']],
  ])('from right to left, too: %s', async (title, words) => {
    const { pages } = await read(plannerDocument([{ title: 'A', activities: [{ title }] }]));
    for (const word of words) expect(pages[1]?.text).toContain(word);
    const line = pages[1]?.items.filter(({ text }) => words.some((word) => text.includes(word))) ?? [];
    expect(Math.max(...line.map(({ x }) => x))).toBeGreaterThan(300);
  });

  // Letters and signs that a reader gives back as they are, whatever stands beside them; what is shaped or composed is above.
  const letters = [
    ...Array.from('aZßĐłŊƔ19%&§±€→≈☂ΑωБщԱքაჰחשאကกฮ中測試日本かカ한국🎉🚀\u{12000}\u{1d7d9}'),
    ...['क', 'ম', 'ਗ', 'ગ', 'த', 'తె'[0], 'ಕ', 'മ', 'ක', 'አ', 'ខ'],
  ].filter((letter) => letter !== undefined);

  it('is shown, and can be found, whatever characters it is of', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom(...letters, ' '), minLength: 1, maxLength: 40 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (titles) => {
          const { pages } = await read(
            plannerDocument([{ title: 'A', activities: titles.map((title) => ({ title })) }]),
          );
          const shown = counted(
            pages
              .slice(1)
              .map(({ text }) => text)
              .join(''),
          );
          for (const [char, times] of counted(titles.join(''))) {
            expect([char, (shown.get(char) ?? 0) >= times]).toEqual([char, true]);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('breaks nothing, were it no text at all', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const odd = fc.constantFrom(
      '\ud800',
      '\u0000\u0007',
      '\u202e\u2066',
      '\u0301\u0301',
      '\r\n\t',
      '**',
      '```',
      '\u00ad',
      '\u{e0001}',
      '𐀀'.repeat(50),
    );
    const any = fc.oneof(
      text,
      odd,
      fc.tuple(text, odd).map(([a, b]) => a + b),
    );
    await fc.assert(
      fc.asyncProperty(any, any, any, fc.constantFrom(...PDF_THEMES), async (title, note, tag, theme) => {
        const activity = {
          title,
          description: note,
          tags: [tag],
          checklist: [{ text: tag, completed: false }],
        };
        const planner = plannerDocument([{ title: tag, description: note, activities: [activity] }], {
          title,
          description: note,
        });
        expect((await read(planner, { theme })).pages.length).toBeGreaterThan(1);
      }),
      { numRuns: 12 },
    );
  });
});

describe('writing', () => {
  const many = plannerDocument([
    { title: 'All', activities: Array.from({ length: 300 }, (_, n) => ({ title: `Activity ${n}` })) },
  ]);

  it('tells how far it is', async () => {
    const told: [number, number][] = [];
    await bytesOf(
      new PdfPlannerWriter().write(many, PDF_DEFAULTS, still(), (done, of) => {
        told.push([done, of]);
        return Promise.resolve();
      }),
    );
    expect(told).toEqual(Array.from({ length: 300 }, (_, n) => [n + 1, 300]));
  });

  it('ends with the signal, at once', async () => {
    const abort = new AbortController();
    let told = 0;
    const { content } = new PdfPlannerWriter().write(many, PDF_DEFAULTS, abort.signal, (done) => {
      told = done;
      if (done === 20) abort.abort(new Error('cancelled'));
      return Promise.resolve();
    });
    await expect(bytesOf({ content })).rejects.toThrow();
    expect(told).toBe(20);
    expect(content.destroyed).toBe(true);
  });

  it('ends with what the job throws', async () => {
    const { content } = new PdfPlannerWriter().write(many, PDF_DEFAULTS, still(), () =>
      Promise.reject(new Error('The job is over')),
    );
    await expect(bytesOf({ content })).rejects.toThrow('The job is over');
  });

  it('waits for whoever reads it', async () => {
    let told = 0;
    const { content } = new PdfPlannerWriter().write(many, PDF_DEFAULTS, still(), (done) => {
      told = done;
      return Promise.resolve();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toBe(0);
    content.destroy();
  });
});

/** Without what readers may leave out or put in: spaces, joiners, direction marks, controls. */
function bare(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cf}\p{Cc}\p{Cn}\u034f\ufe00-\ufe0f]/gu, '');
}

/**
 * In a text from right to left, a character that has a mirror image stands for what it looks like: both count as one. Marks
 * count apart from what they are on, as some readers put them before it there.
 */
function counted(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const char of bare(text).normalize('NFD')) {
    const [either = char] = [char, bidi.getMirroredCharacter(char) ?? char].sort();
    counts.set(either, (counts.get(either) ?? 0) + 1);
  }
  return counts;
}
