import { bytesOf, plannerDocument, readPdf, textOf, type SectionLike } from '@almanac/testing';
import {
  HANDWRITING_DEFAULTS,
  HANDWRITING_PAPERS,
  HANDWRITING_STYLES,
  type HandwritingOptions,
} from '../../domain/handwriting-options';
import type { PlannerDocument } from '../../domain/planner-document';
import { HandwritingPlannerWriter } from './handwriting-planner.writer';

jest.setTimeout(60_000);

const SECTIONS: SectionLike[] = [
  {
    title: 'Groceries',
    activities: [
      { title: 'Buy oat milk', status: 'completed', description: 'The **good** one' },
      {
        title: 'Call Zoë',
        priority: 'urgent',
        dueDate: '2026-03-01T10:00:00.000Z',
        checklist: [{ text: 'Ask for cake', completed: true }],
      },
      { title: 'Ξεσκεπάζω Съешь שלום مرحبا हिन्दी สวัสดี 中文 日本語 한국어 🎉', status: 'cancelled' },
    ],
  },
  { title: 'Later', activities: [] },
];

function write(planner: PlannerDocument, options: Partial<HandwritingOptions> = {}): Promise<Buffer> {
  const signal = new AbortController().signal;
  const all = { ...HANDWRITING_DEFAULTS, ...options };
  return bytesOf(new HandwritingPlannerWriter().write(planner, all, signal, () => Promise.resolve()));
}

describe('a planner written by hand', () => {
  it('leaves room for the box of a text from right to left, on its right', async () => {
    const activities = [
      { title: 'A', description: 'צאבון', checklist: [{ text: 'צאבון', completed: false }] },
    ];
    const { pages } = await readPdf(await write(plannerDocument([{ title: 'A', activities }])));
    const [note = NaN, item = NaN] = (pages[0]?.items ?? [])
      .filter(({ text }) => text === 'צאבון')
      .map(({ x }) => x);
    expect(note - item).toBeGreaterThan(12);
  });

  it('has short activities whole on a page', async () => {
    for (let before = 1; before < 5; before += 1) {
      const list = (n: number, count: number) =>
        Array.from({ length: count }, (_, item) => ({ text: `item${n}x${item}.`, completed: false }));
      const activities = Array.from({ length: 24 }, (_, n) => ({
        title: `Task${n}.`,
        checklist: list(n, 3),
      }));
      const first = { title: 'First', checklist: list(99, before) };
      const { pages } = await readPdf(
        await write(plannerDocument([{ title: 'A', activities: [first, ...activities] }])),
      );
      const pageOf = (text: string) => pages.findIndex((page) => page.text.includes(text));
      for (const [n] of activities.entries()) {
        const page = pageOf(`Task${n}.`);
        expect(page).toBeGreaterThanOrEqual(0);
        expect([n, pageOf(`item${n}x0.`), pageOf(`item${n}x2.`)]).toEqual([n, page, page]);
      }
    }
  });

  it('says how something repeats', async () => {
    const recurrence = {
      ...{ pattern: 'daily' as const, interval: 1, daysOfWeek: [], endDate: null, occurrences: null },
      ...{ rrule: 'FREQ=DAILY', fromCompletion: true },
    };
    const activities = [{ title: 'Run', recurrence }];
    const reading = await readPdf(await write(plannerDocument([{ title: 'A', activities }])));
    const text = textOf(reading).replace(/\s/g, '');
    expect(text).toContain('Repeatseveryday,countedfromwhenitisdone');
  });

  it.each(HANDWRITING_STYLES)('can be read, copied and searched: %s', async (style) => {
    for (const paper of HANDWRITING_PAPERS) {
      const reading = await readPdf(
        await write(plannerDocument(SECTIONS, { title: 'My week' }), { style, paper }),
      );
      // pdf.js loses some spaces between words that stand at different heights; Poppler does not.
      const text = textOf(reading).replace(/\s/g, '');
      for (const words of [
        ...[
          'My week',
          'Ada Lovelace',
          'Groceries',
          'Buy oat milk',
          'Call Zoë',
          'Ask for cake',
          'nothing yet',
        ],
        ...['Ξεσκεπάζω', 'Съешь', 'שלום', 'مرحبا', 'สวัสดี', '中文', '日本語', '한국어', '🎉'],
        ...['Due Sun 1 Mar 2026, 11:00', '1 of 1'],
      ]) {
        expect(text).toContain(words.replace(/ /g, ''));
      }
      expect(reading.outline.map(({ title }) => title)).toEqual(['Groceries', 'Later']);
      expect(reading.fonts.filter(({ embedded }) => !embedded)).toEqual([]);
      const face = style === 'cursive' ? /caveat/ : /patrick-hand/;
      expect(reading.fonts.some(({ name }) => face.test(name))).toBe(true);
    }
  });

  it('is the same on any day, and tells no time of writing', async () => {
    const today = await write(plannerDocument(SECTIONS, { takenAt: '2026-01-25T15:30:00.000Z' }));
    const tomorrow = await write(plannerDocument(SECTIONS, { takenAt: '2026-01-26T09:00:00.000Z' }));
    expect(tomorrow.equals(today)).toBe(true);
    const { info, metadata } = await readPdf(today);
    expect(info).not.toHaveProperty('CreationDate');
    expect(metadata).toBe(false);
  });

  it('is another in another hand, on other paper, in another ink', async () => {
    const planner = plannerDocument(SECTIONS);
    const files = await Promise.all([
      write(planner),
      write(planner, { style: 'print' }),
      write(planner, { paper: 'grid' }),
      write(planner, { color: 'darkgreen' }),
      write(planner, { color: '#006400' }),
    ]);
    expect(new Set(files.map((file) => file.toString('latin1'))).size).toBe(4);
  });

  it('wavers: the same word stands differently on two lines', async () => {
    const planner = plannerDocument([
      { title: 'S', activities: [{ title: 'word one' }, { title: 'word two' }] },
    ]);
    const { pages } = await readPdf(await write(planner));
    const words = pages[0]?.items.filter(({ text }) => text.startsWith('word')) ?? [];
    expect(words).toHaveLength(2);
    expect(words[0]?.size).not.toBe(words[1]?.size);
  });

  it('is a page for a planner with nothing in it', async () => {
    expect((await readPdf(await write(plannerDocument([])))).pages).toHaveLength(1);
  });
});
