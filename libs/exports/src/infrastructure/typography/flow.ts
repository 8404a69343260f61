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
    this.top = this.frame.top;
    this.onPage();
  }

  /** @param started is told when the first row has its place, with the top of it */
  add(blocks: readonly Block[], started?: (top: number) => void): void {
    blocks.forEach((block, index) => {
      const space = this.top > this.frame.top ? block.space : 0;
      if (this.top + space + needed(blocks, index) <= this.frame.bottom) this.top += space;
      else if (this.top !== this.frame.top) this.newPage();
      if (index === 0) started?.(this.top);
      this.place(block);
    });
  }

  private place(block: Block): void {
    const tagged = this.canvas.tagged(block.role);
    let next = 0;
    while (next < block.rows.length) {
      const from = next;
      let bottom = this.top;
      while (next < block.rows.length && (bottom + group(block.rows, next) <= this.frame.bottom || fresh(bottom, this))) {
        bottom += block.rows[next]?.height ?? 0;
        next++;
      }
      if (next === from) {
        if (block.rows[next]?.optional && next > 0) next++;
        else this.newPage();
        continue;
      }
      tagged.draw(() => {
        for (const row of block.rows.slice(from, next)) {
          row.draw(this.top);
          this.top += row.height;
        }
      });
    }
    tagged.end();
  }
}

/** A row that is too tall for any page is put on one of its own. */
function fresh(bottom: number, flow: Flow): boolean {
  return bottom === flow.frame.top && flow.top === flow.frame.top;
}

/** The height of a row with those that it stays with. */
function group(rows: readonly Row[], from: number): number {
  let height = 0;
  for (let i = from; i < rows.length; i++) {
    height += rows[i]?.height ?? 0;
    if (!rows[i]?.keepWithNext) break;
  }
  return height;
}

/** The room that a block has to have where it begins: what stays with the next one needs the beginning of that, too. */
function needed(blocks: readonly Block[], index: number): number {
  const block = blocks[index];
  if (!block) return 0;
  const start = group(block.rows, 0);
  const next = blocks[index + 1];
  return next && block.rows.every((row) => row.keepWithNext) ? start + next.space + needed(blocks, index + 1) : start;
}
