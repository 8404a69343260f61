/** Text as rows of a flow. */
import type { Row } from './flow';
import type { Line, StyledText, TextStyle } from './line-layout';
import { hasRightToLeft, isRightToLeft, plain } from './line-layout';
import type { PdfCanvas } from './pdf-canvas';

export interface Column {
  readonly left: number;
  readonly width: number;
}

export interface TextRowOptions {
  /** Of the font size; tall scripts need the room that Latin does not. */
  readonly leading?: number;
  /** All rows stay together, and with what follows. */
  readonly keep?: boolean;
  /** The end of the column where the text runs from left to right. */
  readonly align?: 'left' | 'right';
  /** Of the text as a whole; where nothing is said, its own (UAX 9). */
  readonly direction?: 'ltr' | 'rtl';
  /** Free above the first row. */
  readonly before?: number;
  /** A mark before the first row, on the side where the text begins; the text keeps clear of it in all rows. */
  readonly hanging?: Hanging;
}

export interface Hanging {
  readonly width: number;
  /** @param x the outer edge of the column: left, or right where the text runs from right to left */
  draw(x: number, top: number, rightToLeft: boolean): void;
}

export const LEADING = 1.42;

/**
 * What stands between two texts in a row that runs from left to right. Where one of them does not, marks (UAX 9, section
 * 2.6) keep each in its place: otherwise two neighbours change theirs.
 */
export function between(before: string, after: string, separator: string): string {
  return hasRightToLeft(before + after) ? `\u200e${separator}\u200e` : separator;
}

/** Texts in such a row. */
export function joined(texts: readonly string[], separator: string): string {
  return texts.reduce(
    (row, text, index) => (index === 0 ? text : row + between(row, text, separator) + text),
    '',
  );
}

/** The column without so much of it at the side where the text begins. */
export function indented({ left, width }: Column, by: number, parts: readonly { text: string }[]): Column {
  const rightToLeft = isRightToLeft(parts.map(({ text }) => text).join(''));
  return { left: rightToLeft ? left : left + by, width: width - by };
}

/** Rows of a text that is set in one or several styles. Lines of a script from right to left are right-aligned. */
export function textRows(
  canvas: PdfCanvas,
  parts: readonly StyledText[],
  column: Column,
  { leading = LEADING, keep = false, align = 'left', before = 0, hanging, direction }: TextRowOptions = {},
): Row[] {
  const clean = parts.map((part) => ({ ...part, text: plain(part.text) }));
  const width = column.width - (hanging?.width ?? 0);
  return canvas.layout.lines(clean, width, direction).map((line, index) => {
    const size = line.size || (parts[0]?.style.size ?? 10);
    const space = index === 0 ? before : 0;
    return {
      height: size * leading + space,
      keepWithNext: keep,
      draw: (top) => {
        const { rightToLeft } = line;
        if (index === 0)
          hanging?.draw(column.left + (rightToLeft ? column.width : 0), top + space, rightToLeft);
        const left = column.left + (rightToLeft ? 0 : column.width - width);
        drawLine(canvas, line, { left, width }, top + space, size * leading, align);
      },
    };
  });
}

/** Where words that the product writes by itself stand beside what people write: on the side where that begins. */
export function aside(rightToLeft: boolean): Pick<TextRowOptions, 'align' | 'direction'> {
  return { direction: 'ltr', align: rightToLeft ? 'right' : 'left' };
}

export function drawLine(
  canvas: PdfCanvas,
  line: Line,
  column: Column,
  top: number,
  height: number,
  align: 'left' | 'right' = 'left',
): void {
  const right = line.rightToLeft !== (align === 'right');
  canvas.text(
    line,
    right ? column.left + column.width - line.width : column.left,
    baseline(top, height, line.size),
  );
}

/** In the middle of a row: half of what a capital takes under the middle. */
export function baseline(top: number, height: number, size: number): number {
  return top + height / 2 + size * 0.36;
}

/** One line that is cut where it is too long, for what must not take more. */
export function cutLine(canvas: PdfCanvas, text: string, style: TextStyle, width: number): Line {
  return canvas.layout.line(plain(text), style, width);
}

/** Rows side by side: the first of one with the first of the other. */
export function beside(left: readonly Row[], right: readonly Row[], keep: boolean): Row[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const pair = [left[index], right[index]];
    return {
      height: Math.max(...pair.map((row) => row?.height ?? 0)),
      keepWithNext: keep,
      draw: (top) => {
        for (const row of pair) row?.draw(top);
      },
    };
  });
}

/** Few rows stay together; of more, none is alone at the end of a page, or at the beginning of one. */
export function unbroken(rows: readonly Row[], few: number): Row[] {
  const last = rows.length - 1;
  return rows.map((row, index) => {
    const stays = index < last && (last < few || index === 0 || index === last - 1);
    return { ...row, keepWithNext: stays || (row.keepWithNext ?? false) };
  });
}

/** The same rows with something drawn first, under each. */
export function over(
  rows: readonly Row[],
  draw: (top: number, height: number, index: number) => void,
): Row[] {
  return rows.map((row, index) => ({
    ...row,
    draw: (top: number) => {
      draw(top, row.height, index);
      row.draw(top);
    },
  }));
}
