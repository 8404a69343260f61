import { escapeHtml } from '@almanac/kernel';
import { foldWithPlaces, UNSPACED_RUN } from './fold';
import { resembles } from './likeness';
import type { Term } from './search-query';

/** Characters (UTF-16 units) of a snippet, and how many of them come before the first mark. */
const LENGTH = 220;
const BEFORE = 60;

interface Range {
  from: number;
  to: number;
}

/**
 * A piece of the text, or of the title where the text has nothing to show: HTML in which what was looked for is in
 * `<mark>` and everything else is escaped.
 */
export function snippetOf(title: string, body: string, terms: readonly Term[], loose: boolean): string {
  for (const alike of loose ? [false, true] : [false]) {
    for (const text of [oneLine(body), oneLine(title)]) {
      const marks = marksIn(text, terms, alike);
      if (marks.length > 0) return shown(text, marks);
    }
  }
  return shown(oneLine(body) === '' ? oneLine(title) : oneLine(body), []);
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Where the terms stand, in order, none within another. */
export function marksIn(text: string, terms: readonly Term[], alike = false): Range[] {
  const folded = foldWithPlaces(text);
  const found: Range[] = [];
  const keep = (from: number, length: number) => {
    const start = folded.starts[from];
    const end = folded.ends[from + length - 1];
    if (start !== undefined && end !== undefined) found.push({ from: start, to: end });
  };
  const words = terms.filter(({ text: term }) => term.search(UNSPACED_RUN) === -1);
  const runs = terms.filter((term) => !words.includes(term)).map(({ text: term }) => term);
  for (const match of folded.text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (words.some((term) => fits(match[0], term, alike))) keep(match.index, match[0].length);
  }
  for (const run of runs) {
    for (let at = folded.text.indexOf(run); at !== -1; at = folded.text.indexOf(run, at + run.length)) {
      keep(at, run.length);
    }
  }
  return joined(found);
}

function fits(word: string, term: Term, alike: boolean): boolean {
  return (
    word === term.text || (term.prefix && word.startsWith(term.text)) || (alike && resembles(word, term))
  );
}

function joined(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.sort((one, other) => one.from - other.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else result.push({ ...range });
  }
  return result;
}

/** The window around the first mark, beginning and ending between words where there are any. */
function shown(text: string, marks: readonly Range[]): string {
  const first = marks[0]?.from ?? 0;
  let start = first <= BEFORE ? 0 : wordStart(text, first - BEFORE, first);
  let end = Math.min(text.length, start + LENGTH);
  if (end < text.length)
    end = Math.max(text.lastIndexOf(' ', end), Math.min(start + LENGTH / 2, text.length));
  if (isInPair(text, start)) start -= 1;
  if (isInPair(text, end)) end -= 1;
  let html = start > 0 ? '…' : '';
  let at = start;
  for (const { from, to } of marks) {
    if (from >= end) break;
    const until = Math.min(to, end);
    html += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, until))}</mark>`;
    at = until;
  }
  return `${html}${escapeHtml(text.slice(at, end))}${end < text.length ? '…' : ''}`;
}

function wordStart(text: string, from: number, limit: number): number {
  const blank = text.indexOf(' ', from);
  return blank === -1 || blank >= limit ? from : blank + 1;
}

/** Whether the place is between the two units of one character. */
function isInPair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}
