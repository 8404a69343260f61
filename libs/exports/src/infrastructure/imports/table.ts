import { CsvError, parse } from 'csv-parse/sync';
import { armed } from '@almanac/kernel';
import { MAX_ACTIVITIES, Unreadable, type Problems } from '../../domain/imports/reading';

/** A row of a table, by the names of its columns. */
export interface TableRow {
  /** Where it begins. */
  line: number;
  readonly cell: (name: string) => string;
}

const MAX_COLUMNS = 200;
/** Of a row, in characters. */
const MAX_ROW = 1_000_000;

/**
 * The rows of a table (RFC 4180; commas, semicolons, tabs or bars between), the first of which names the columns. Before
 * it there may be the line by which Excel says what is between (`sep=;`).
 * @param canonical the name that we know a column by, from what is written there without all but letters and digits
 * @throws Unreadable
 */
export function tableRows(
  text: string,
  canonical: (name: string) => string | undefined,
  problems: Problems,
): TableRow[] {
  const [header, ...records] = recordsOf(text);
  if (!header) throw new Unreadable(1, 'the file is empty');
  if (header.cells.length > MAX_COLUMNS)
    throw new Unreadable(header.line, `there are more than ${MAX_COLUMNS} columns`);
  const columns = new Map<string, number>();
  header.cells.forEach((name, index) => {
    const known = canonical(name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
    if (known === undefined) {
      if (name.trim() !== '') problems.add(header.line, `the column ${name.slice(0, 50)} is not known`);
    } else if (columns.has(known)) problems.add(header.line, `there are two columns for ${known}`);
    else columns.set(known, index);
  });
  if (columns.size === 0) throw new Unreadable(header.line, 'no column has a name that is known');
  return records.flatMap(({ line, cells }) => {
    if (cells.length > MAX_COLUMNS) {
      problems.add(line, `the row has more than ${MAX_COLUMNS} cells`);
      return [];
    }
    if (cells.slice(header.cells.length).some((cell) => cell.trim() !== ''))
      problems.add(line, 'the row has more cells than there are columns; they were left out');
    return [{ line, cell: (name: string) => armed(cells[columns.get(name) ?? -1] ?? '') }];
  });
}

interface Parsed {
  line: number;
  cells: string[];
}

function recordsOf(text: string): Parsed[] {
  const rows: Parsed[] = [];
  const said = SAID.exec(text)?.[1];
  const limits = { to: MAX_ACTIVITIES + 2, max_record_size: MAX_ROW, from_line: said === undefined ? 1 : 2 };
  const delimiter = said ?? delimiterOf(text);
  requireCells(text, delimiter);
  try {
    parse(text, {
      ...limits,
      ...{ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true },
      on_record: (record: string[], { lines }) => {
        const cells = record.length > MAX_COLUMNS ? record.slice(0, MAX_COLUMNS + 1) : record;
        // A cell may have several lines; what is counted is where the row ends.
        const breaks = cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
        rows.push({ line: Math.max(1, lines - breaks), cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    throw new Unreadable(line, `this is no table: ${told(error.code)}`);
  }
  if (rows.length > MAX_ACTIVITIES + 1)
    throw new Unreadable(rows.at(-1)?.line ?? 1, `there are more than ${MAX_ACTIVITIES} rows`);
  return rows;
}

const SIGNS = [',', ';', '\t', '|'];
const SAID = /^\uFEFF?"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i;
const QUOTE = 0x22;
const ENDS = new Set([0x0a, 0x0d]);

/** The parser counts what is in the cells of a row, so that it would keep empty ones without end. */
function requireCells(text: string, delimiter: string): void {
  const sign = delimiter.charCodeAt(0);
  let quoted = false;
  let count = 0;
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (ENDS.has(code)) {
      count = 0;
      line += code === 0x0a ? 1 : 0;
    } else if (code === sign) {
      count += 1;
      if (count > MAX_ROW) throw new Unreadable(line, `this is no table: ${told('CSV_MAX_RECORD_SIZE')}`);
    }
  }
}

function told(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is never closed';
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row has more than ${MAX_ROW} characters`;
  return 'a quote stands where none may';
}

/** That which is most often in the first line that has something, quotes aside. */
function delimiterOf(text: string): string {
  const start = Math.max(0, text.search(/[^\r\n\uFEFF]/));
  const [line = ''] = text.slice(start, start + 10_000).split(/[\r\n]/, 1);
  const first = line.replaceAll(/"[^"]*"/g, '');
  const counted = SIGNS.map((sign) => ({ sign, count: first.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}
