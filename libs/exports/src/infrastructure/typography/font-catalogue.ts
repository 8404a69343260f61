/**
 * The fonts that come with the product, all under the SIL Open Font License 1.1, from npm (`@fontsource`). Each package
 * has its font in pieces by ranges of characters; a piece is read when a text first needs it. A package that is not
 * installed is passed over, and its characters are shown as boxes.
 */
import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Faces that a text is set in first; what they lack comes from the others. */
export type Typeface = 'sans' | 'cursive' | 'print';

/** Which forms Chinese characters take where the text itself does not tell. */
export type Han = 'sc' | 'jp' | 'kr';

interface Family {
  package: string;
  /** `wght`: one file for all weights. Numbers: the weights that there are files for. */
  weights: 'variable' | readonly number[];
  /** Pieces that are of use; all by default. What scripts' fonts have of Latin is in the main one anyway. */
  pieces?: RegExp;
  /** Pictures: spaces between them are the text's own. */
  pictures?: true;
}

const variable = (name: string, pieces?: RegExp): Family => ({
  package: `@fontsource-variable/${name}`,
  weights: 'variable',
  ...(pieces ? { pieces } : {}),
});
const fixed = (name: string, weights: readonly number[], pieces?: RegExp): Family => ({
  package: `@fontsource/${name}`,
  weights,
  ...(pieces ? { pieces } : {}),
});
const own = (name: string, script: string): Family => variable(name, new RegExp(`^${script}$`));
const NAMED = /^[a-z]/;

const SANS = variable('noto-sans');
const PLAYPEN = [
  'playpen-sans',
  'playpen-sans-arabic',
  'playpen-sans-hebrew',
  'playpen-sans-deva',
  'playpen-sans-thai',
].map((name) => variable(name, NAMED));
const FIRST: Record<Typeface, readonly Family[]> = {
  sans: [SANS],
  cursive: [variable('caveat'), ...PLAYPEN, SANS],
  print: [fixed('patrick-hand', [400]), ...PLAYPEN, SANS],
};
const SCRIPTS: readonly Family[] = [
  // Letters with their dots in one glyph: the text can be copied as it was written. Noto has what it lacks.
  own('vazirmatn', 'arabic'),
  own('noto-sans-arabic', 'arabic'),
  own('noto-sans-hebrew', 'hebrew'),
  own('noto-sans-thai', 'thai'),
  own('noto-sans-armenian', 'armenian'),
  own('noto-sans-georgian', 'georgian'),
  own('noto-sans-bengali', 'bengali'),
  own('noto-sans-tamil', 'tamil'),
  own('noto-sans-telugu', 'telugu'),
  own('noto-sans-kannada', 'kannada'),
  own('noto-sans-sinhala', 'sinhala'),
  own('noto-sans-khmer', 'khmer'),
  own('noto-sans-ethiopic', 'ethiopic'),
  fixed('noto-sans-gurmukhi', [400, 700], /^gurmukhi$/),
  fixed('noto-sans-gujarati', [400, 700], /^gujarati$/),
  fixed('noto-sans-malayalam', [400, 700], /^malayalam$/),
  fixed('noto-sans-myanmar', [400, 700], /^myanmar$/),
];
const SYMBOLS: readonly Family[] = [
  { ...variable('noto-sans-symbols', /^symbols$/), pictures: true },
  { ...fixed('noto-sans-symbols-2', [400], /^(symbols|math|braille|mayan-numerals)$/), pictures: true },
  { ...fixed('noto-sans-math', [400]), pictures: true },
];
const HAN: Record<Han, Family> = {
  sc: variable('noto-sans-sc'),
  jp: variable('noto-sans-jp'),
  kr: variable('noto-sans-kr'),
};
const EMOJI: Family = { ...variable('noto-emoji'), pictures: true };

/** Faces for filling in are brought down to the letters of the one that they fill in for. */
const FILL_IN: Record<Typeface, number> = { sans: 1, cursive: 0.74, print: 0.86 };

/** What the font size is multiplied with. */
export function scaleOf(typeface: Typeface, piece: Piece): number {
  const own = FIRST[typeface][0]?.package.split('/')[1] ?? '';
  return piece.name.startsWith(`${own}-`) ? 1 : FILL_IN[typeface];
}

/** One file: a face for some ranges of characters, at one weight or at all. */
export interface Piece {
  /** Tells it from all others; also part of the font's name in a PDF. */
  readonly name: string;
  readonly path: string;
  readonly variable: boolean;
  readonly pictures: boolean;
  readonly ranges: readonly (readonly [number, number])[];
}

const order = (han: Han): Family[] => [
  HAN[han],
  ...Object.entries(HAN).flatMap(([key, f]) => (key === han ? [] : [f])),
];

/** Pieces that may have the character, the preferred first. */
export function piecesFor(
  codePoint: number,
  want: { typeface: Typeface; weight: number; han: Han; emoji: boolean },
): Piece[] {
  const families = [...FIRST[want.typeface], ...SCRIPTS, ...order(want.han), ...SYMBOLS];
  const ordered = want.emoji ? [EMOJI, ...families] : [...families, EMOJI];
  return ordered.flatMap((family) =>
    familyPieces(family, want.weight).filter((piece) =>
      piece.ranges.some(([from, to]) => codePoint >= from && codePoint <= to),
    ),
  );
}

const pieces = new Map<string, readonly Piece[]>();

function familyPieces(family: Family, weight: number): readonly Piece[] {
  const key = family.weights === 'variable' ? family.package : `${family.package}@${nearest(family, weight)}`;
  let found = pieces.get(key);
  if (!found) {
    found = readFamily(family, weight);
    pieces.set(key, found);
  }
  return found;
}

function nearest({ weights }: Family, weight: number): string {
  if (weights === 'variable') return 'wght';
  const closest = weights.reduce((best, each) =>
    Math.abs(each - weight) < Math.abs(best - weight) ? each : best,
  );
  return String(closest);
}

const ranges = z.record(z.string(), z.string());

function readFamily(family: Family, weight: number): Piece[] {
  const index = resolve(`${family.package}/unicode.json`);
  if (index === undefined) return [];
  const short = family.package.slice(family.package.indexOf('/') + 1);
  return Object.entries(ranges.parse(JSON.parse(readFileSync(index, 'utf8')))).flatMap(([key, text]) => {
    if (family.pieces && !family.pieces.test(key)) return [];
    const file = `${short}-${key.replace(/[[\]]/g, '')}-${nearest(family, weight)}-normal`;
    const path = resolve(`${family.package}/files/${file}.woff2`);
    return path === undefined
      ? []
      : [
          {
            name: file,
            path,
            variable: family.weights === 'variable',
            pictures: family.pictures ?? false,
            ranges: parseRanges(text),
          },
        ];
  });
}

function resolve(path: string): string | undefined {
  try {
    return require.resolve(path);
  } catch {
    return undefined;
  }
}

/** `U+0301,U+0400-045F` */
function parseRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}

/** Unpacked fonts, up to 24 MiB of them for the whole process. */
const unpacked = new LRUCache<string, Uint8Array>({
  maxSize: 24 * 1024 * 1024,
  sizeCalculation: (font) => font.length,
});

interface Woff2 {
  decompress(font: Uint8Array): Uint8Array | false;
}
let woff2: Woff2 | undefined;

/** Must have ended before the first {@link readPiece}: the unpacker starts asynchronously, and only once. */
export async function prepareFonts(): Promise<void> {
  if (woff2) return;
  const { default: decompress } = await import('wawoff2/decompress.js');
  const smallest = resolve('@fontsource-variable/noto-sans/files/noto-sans-greek-ext-wght-normal.woff2');
  // The first call waits for the unpacker; from then on its own function answers at once.
  if (smallest !== undefined) await decompress(readFileSync(smallest));
  woff2 = (await import('wawoff2/build/decompress_binding.js')).default;
}

/** @throws Error when the file is no font. */
export function readPiece(piece: Piece): Uint8Array {
  const known = unpacked.get(piece.path);
  if (known) return known;
  if (!woff2) throw new Error('prepareFonts() comes first.');
  const font = woff2.decompress(readFileSync(piece.path));
  if (font === false) throw new Error(`The font ${piece.name} cannot be read.`);
  // It is a view into the unpacker's memory, which the next call writes over.
  const copy = font.slice();
  unpacked.set(piece.path, copy);
  return copy;
}
