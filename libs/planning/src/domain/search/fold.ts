/**
 * How texts are compared: without case, accents and ligatures. The database folds alike (`search_fold` of the migration);
 * where the two differ, something that was found is not marked, and no more.
 */

/** Scripts that are written without blanks, or whose words run together: each character is a word of its own. */
export const UNSPACED =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
export const UNSPACED_RUN = new RegExp(`[${UNSPACED}]+`, 'gu');

/** Letters that do not come apart into a base and an accent. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
};

/** A single character, or a whole text. Hangul is put together again, so that its syllables stay one character each. */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain.replace(/[ßæœøđłıþ]/g, (letter) => letters[letter] ?? letter).normalize('NFC');
}

/** A folded text that knows where each of its UTF-16 units comes from. */
export interface Folded {
  text: string;
  /** For each unit of `text`, the place in the original where its character begins, and where it ends. */
  starts: number[];
  ends: number[];
}

export function foldWithPlaces(original: string): Folded {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  for (const character of original) {
    const end = at + character.length;
    // Most are ASCII, and `fold` is dear.
    const plain = character < '\u0080' ? character.toLowerCase() : fold(character);
    // An accent by itself belongs to the letter before it.
    if (plain === '' && folded.ends.length > 0) folded.ends[folded.ends.length - 1] = end;
    folded.starts.push(...Array<number>(plain.length).fill(at));
    folded.ends.push(...Array<number>(plain.length).fill(end));
    folded.text += plain;
    at = end;
  }
  return folded;
}
