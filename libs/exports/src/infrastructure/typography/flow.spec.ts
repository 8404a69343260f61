import fc from 'fast-check';
import { type Block, Flow, type Row } from './flow';
import type { PdfCanvas } from './pdf-canvas';

const FRAME = { left: 0, width: 100, top: 10, bottom: 110 };
const PAGE = FRAME.bottom - FRAME.top;

interface Placed {
  id: number;
  page: number;
  top: number;
  row: Row;
}

/** Where rows come to stand. */
function flowed(blocks: readonly { rows: readonly Omit<Row, 'draw'>[]; space: number }[][]): Placed[] {
  const placed: Placed[] = [];
  let pages = 0;
  const canvas: Pick<PdfCanvas, 'addPage' | 'tagged'> = {
    addPage: () => void pages++,
    tagged: () =>
      ({
        draw: (draw: () => void) => {
          draw();
        },
        end: () => undefined,
      }) as ReturnType<PdfCanvas['tagged']>,
  };
  const flow = new Flow(canvas as PdfCanvas, FRAME, () => undefined);
  let id = 0;
  for (const group of blocks) {
    flow.add(
      group.map(({ rows, space }): Block => ({
        ...{ role: 'P', space },
        rows: rows.map((row) => {
          const own = id++;
          const whole: Row = {
            ...row,
            draw: (top) => placed.push({ id: own, page: pages, top, row: whole }),
          };
          return whole;
        }),
      })),
    );
  }
  return placed;
}

const row = fc.record({ height: fc.integer({ min: 1, max: 30 }), keepWithNext: fc.boolean() });
const block = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 8 }),
  space: fc.integer({ min: 0, max: 20 }),
});
const groups = fc.array(fc.array(block, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });

describe('rows over pages', () => {
  it('keep their order, stay in the frame and never lie on one another', () => {
    fc.assert(
      fc.property(groups, (blocks) => {
        const placed = flowed(blocks);
        expect(placed.map(({ id }) => id)).toEqual(placed.map((_, index) => index));
        expect(placed).toHaveLength(blocks.flat().reduce((sum, { rows }) => sum + rows.length, 0));
        placed.forEach((one, index) => {
          expect(one.top).toBeGreaterThanOrEqual(FRAME.top);
          expect(one.top + one.row.height).toBeLessThanOrEqual(FRAME.bottom);
          const last = placed[index - 1];
          if (last?.page === one.page) expect(one.top).toBeGreaterThanOrEqual(last.top + last.row.height);
          else expect(one.page).toBe((last?.page ?? 0) + 1);
        });
      }),
    );
  });

  it('stay with the next one where they are to, if a page has the room', () => {
    fc.assert(
      fc.property(groups, (blocks) => {
        const placed = flowed(blocks);
        let at = 0;
        for (const group of blocks) {
          const rows = placed.slice(at, (at += group.reduce((sum, each) => sum + each.rows.length, 0)));
          const height =
            rows.reduce((sum, each) => sum + each.row.height, 0) +
            group.reduce((sum, each) => sum + each.space, 0);
          if (height > PAGE) continue;
          rows.slice(0, -1).forEach((one, index) => {
            if (one.row.keepWithNext) expect(rows[index + 1]?.page).toBe(one.page);
          });
        }
      }),
    );
  });

  it('leave out what is optional at the end of a page, and put what is too tall on one of its own', () => {
    const optional = flowed([
      [{ space: 0, rows: [{ height: 95 }, { height: 10, optional: true }] }],
      [{ space: 5, rows: [{ height: 10 }] }],
    ]);
    expect(optional.map(({ id, page }) => [id, page])).toEqual([
      [0, 1],
      [2, 2],
    ]);
    const tall = flowed([
      [{ space: 0, rows: [{ height: 10 }] }],
      [{ space: 0, rows: [{ height: 500 }, { height: 10 }] }],
    ]);
    expect(tall.map(({ page }) => page)).toEqual([1, 2, 3]);
  });
});
