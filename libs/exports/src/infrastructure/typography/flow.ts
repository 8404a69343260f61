/**
 * Rows, one under the other, over as many pages as they take. Rows that are to stay together do, unless they are taller
 * than a page.
 */
import type { PdfCanvas, Role } from './pdf-canvas';

export interface Row {
  /** In points. */
  readonly height: number;
  /** @param top of the row, from the top of the page */
  readonly draw: (top: number) => void;
  /** Not the last on its page. */
  readonly keepWithNext?: boolean;
  /** Left out where the page ends before it. */
  readonly optional?: true;
}

/** Rows that are one element of the document's structure. */
export interface Block {
  readonly role: Role;
  readonly rows: readonly Row[];
  /** Free above it, but at the top of a page. */
  readonly space: number;
}

export interface Frame {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

export class Flow {
  /** Where the next row goes. */
  top: number;

  /** @param onPage draws what is on every page, once a new one is there */
  constructor(
    private readonly canvas: PdfCanvas,
    readonly frame: Frame,
    private readonly onPage: () => void,
  ) {
    this.top = Number.POSITIVE_INFINITY;
  }

  /** Whatever comes next is on a new page. */
  endPage(): void {
    this.top = Number.POSITIVE_INFINITY;
  }

  private newPage(): void {
    this.canvas.addPage();
    this.onPage();
  }

  /** @param started is told when the first row has its place, with the top of it */
  add(blocks: readonly Block[], started?: (top: number) => void): void {
    let first = started;
    let at = 0;
    const places = this.plan(
      blocks.flatMap(({ rows, space }) =>
        rows.map((row, index) => ({ row, space: index === 0 ? space : 0 })),
      ),
    );
    for (const block of blocks) {
      const tagged = this.canvas.tagged(block.role);
      const own = places.slice(at, (at += block.rows.length));
      for (let next = 0; next < own.length;) {
        if (own[next]?.onNewPage) this.newPage();
        const from = next;
        do next++;
        while (next < own.length && !own[next]?.onNewPage);
        first?.(own[from]?.top ?? this.frame.top);
        first = undefined;
        tagged.draw(() => {
          for (const { row, top } of own.slice(from, next)) if (top !== undefined) row.draw(top);
        });
      }
      tagged.end();
    }
  }

  /** Where each row goes, and after which a page ends. */
  private plan(rows: readonly SpacedRow[]): PlacedRow[] {
    const { top: start, bottom } = this.frame;
    let stays = false;
    return rows.map(({ row, space }, index) => {
      const fresh = this.top === start;
      const free = fresh ? 0 : space;
      const together = this.top + free + group(rows, index);
      const fits = this.top + free + row.height <= bottom;
      // What stays together goes to a new page together, unless that were no help.
      const breaks = fits ? !stays && together > bottom && group(rows, index) <= bottom - start : true;
      if (breaks && !fresh) {
        if (row.optional) return { row, top: undefined, onNewPage: false };
        this.top = start + row.height;
        stays = row.keepWithNext ?? false;
        return { row, top: start, onNewPage: true };
      }
      const top = this.top + free;
      this.top = top + row.height;
      stays = row.keepWithNext ?? false;
      return { row, top, onNewPage: false };
    });
  }
}

interface SpacedRow {
  readonly row: Row;
  readonly space: number;
}

interface PlacedRow {
  readonly row: Row;
  /** Nothing for a row that is left out. */
  readonly top: number | undefined;
  readonly onNewPage: boolean;
}

/** The height of a row with those that it stays with. */
function group(rows: readonly SpacedRow[], from: number): number {
  let height = 0;
  for (let i = from; i < rows.length; i++) {
    const { row, space } = rows[i] ?? NOTHING;
    height += row.height + (i === from ? 0 : space);
    if (!row.keepWithNext) break;
  }
  return height;
}

const NOTHING: SpacedRow = { row: { height: 0, draw: () => undefined }, space: 0 };
