import { fold } from './fold';
import type { Term } from './search-query';

/** Slips that are forgiven: none in short words, which would resemble too many others. */
function allowed(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Whether a word is the term but for a few slips: a letter too much, too few, another, or two in each other's place. The
 * end of a word that is only begun does not count. Both are folded.
 */
export function resembles(word: string, { text, prefix }: Term): boolean {
  const most = allowed(text.length);
  if (Math.abs(word.length - text.length) > most && !(prefix && word.length > text.length)) return false;
  const begin = word.slice(0, text.length + most);
  return missing(text, begin) <= most && slips(text, begin, prefix) <= most;
}

/** How many letters of the term the word has nowhere: never more than its slips, and soon counted. Few words get past it. */
function missing(term: string, word: string): number {
  let count = 0;
  for (const letter of new Set(term)) count += Number(!word.includes(letter));
  return count;
}

/** Whether every term has a word in the text that it resembles. */
export function hasAllLike(text: string, terms: readonly Term[]): boolean {
  const words = fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return terms.every((term) => words.some((word) => resembles(word, term)));
}

/** The distance of Damerau and Levenshtein with neighbours exchanged (optimal string alignment); `open` leaves the rest of `word` out. */
export function slips(term: string, word: string, open = false): number {
  const [from, to] = [[...term], [...word]];
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (const [i, letter] of from.entries()) {
    const beforePrevious = previous;
    previous = row;
    row = [i + 1];
    for (const [j, other] of to.entries()) {
      const swapped = i > 0 && j > 0 && letter === to[j - 1] && from[i - 1] === other;
      row.push(
        Math.min(
          at(previous, j + 1) + 1,
          at(row, j) + 1,
          at(previous, j) + Number(letter !== other),
          swapped ? at(beforePrevious, j - 1) + 1 : Infinity,
        ),
      );
    }
  }
  return open ? Math.min(...row) : at(row, to.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Infinity;
}
