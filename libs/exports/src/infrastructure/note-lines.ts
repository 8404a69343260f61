/**
 * Notes are Markdown, shown as they were written: lists, headings, bold and the rows of tables are set as such, and all
 * else, HTML and links among it, is plain text. Reads each line once.
 */
import { joined } from './typography/text-rows';

export interface NoteLine {
  /** How deep it is in a list or a quotation. */
  readonly indent: number;
  /** A bullet or a number before it. */
  readonly marker?: string;
  readonly heading?: true;
  /** A blank line comes before it. */
  readonly spaced: boolean;
  readonly parts: readonly { readonly text: string; readonly bold: boolean }[];
}

const HEADING = /^#{1,6}[ \t]+/;
const BULLET = /^[-*+][ \t]+/;
const TASK = /^\[([ xX])\][ \t]+/;
const NUMBERED = /^(\d{1,9}[.)])[ \t]+/;
const QUOTE = /^>[ \t]?/;
const FENCE = /^(```|~~~)/;
const DEEPEST = 4;

export function noteLines(markdown: string): NoteLine[] {
  const lines: NoteLine[] = [];
  const table = new TableRows();
  let spaced = false;
  let code = false;
  for (const raw of markdown.split(/\r\n|[\n\r]/)) {
    const text = raw.trim();
    if (FENCE.test(text)) {
      code = !code;
      if (/^(```|~~~)[\w+#-]*$/.test(text)) continue;
    }
    if (text === '') {
      spaced = lines.length > 0;
      table.end();
      continue;
    }
    if (code) table.end();
    const head = code ? undefined : table.headAbove(text);
    // What is between the head of a table and its rows is not shown.
    if (head) lines.push({ ...head, spaced: lines.pop()?.spaced ?? false });
    else lines.push({ ...(code ? verbatim(raw) : (table.row(text) ?? lineOf(raw, text))), spaced });
    spaced = false;
  }
  return lines;
}

/** Knows the rows of tables (GFM, section 4.10) as they come, line by line. */
class TableRows {
  /** Cells of the line before, where it may be the head of a table. */
  private above: readonly string[] | undefined;
  /** Of the table that goes on. */
  private columns = 0;

  end(): void {
    this.above = undefined;
    this.columns = 0;
  }

  /** The line before as a head, where this one says that it is one. */
  headAbove(text: string): Omit<NoteLine, 'spaced'> | undefined {
    const { above } = this;
    if (!above || !text.includes('|')) return undefined;
    const cells = cellsOf(text);
    if (cells.length !== above.length || !cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined;
    this.columns = above.length;
    this.above = undefined;
    return rowOf(above, true);
  }

  /** Undefined for what is in no table; it may be the head of one. */
  row(text: string): Omit<NoteLine, 'spaced'> | undefined {
    if (!text.includes('|')) {
      this.end();
      return undefined;
    }
    const cells = cellsOf(text);
    if (this.columns > 0) return rowOf(cells.slice(0, this.columns), false);
    this.above = cells;
    return undefined;
  }
}

function cellsOf(text: string): string[] {
  const inner = text.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function rowOf(cells: readonly string[], heading: boolean): Omit<NoteLine, 'spaced'> {
  const text = joined(
    cells.map((cell) => (cell === '' ? '–' : cell)),
    '  ·  ',
  );
  return heading
    ? { indent: 0, heading, parts: [{ text: text.replaceAll('**', ''), bold: true }] }
    : { indent: 0, parts: bold(text) };
}

function verbatim(raw: string): Omit<NoteLine, 'spaced'> {
  const text = raw.replace(/\t/g, '    ').replace(/^ +/, (spaces) => '\u00a0'.repeat(spaces.length));
  return { indent: 1, parts: [{ text, bold: false }] };
}

function lineOf(raw: string, text: string): Omit<NoteLine, 'spaced'> {
  if (HEADING.test(text))
    return { indent: 0, heading: true, parts: [{ text: text.replace(HEADING, ''), bold: true }] };
  const depth = Math.min(DEEPEST, Math.floor((raw.length - raw.trimStart().length) / 2));
  if (BULLET.test(text)) {
    const item = text.replace(BULLET, '');
    const task = TASK.exec(item)?.[1];
    const marker = task === undefined ? '•' : task === ' ' ? '☐' : '☑';
    return { indent: depth, marker, parts: bold(item.replace(TASK, '')) };
  }
  const marker = NUMBERED.exec(text)?.[1];
  if (marker !== undefined) return { indent: depth, marker, parts: bold(text.replace(NUMBERED, '')) };
  if (QUOTE.test(text)) return { indent: 1, parts: bold(text.replace(QUOTE, '')) };
  return { indent: 0, parts: bold(text) };
}

/** `**bold**`, where the stars touch what they enclose; any other stars are stars. */
function bold(text: string): { text: string; bold: boolean }[] {
  const pieces = text.split('**');
  const parts: { text: string; bold: boolean }[] = [];
  for (let i = 0; i < pieces.length; i++) {
    parts.push({ text: pieces[i] ?? '', bold: false });
    if (i + 1 === pieces.length) break;
    const inner = pieces[i + 1] ?? '';
    if (i + 2 < pieces.length && inner !== '' && inner === inner.trim()) {
      parts.push({ text: inner, bold: true });
      i++;
    } else parts.push({ text: '**', bold: false });
  }
  return parts.filter((part) => part.text !== '');
}
