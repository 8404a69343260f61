/**
 * Text in lines: where it may break (UAX 14, and words of Thai, Lao, Khmer and Burmese by ICU's dictionaries), in which
 * order it is shown (UAX 9), and in which fonts. A word that is wider than the line is broken where it must.
 */
import bidiFactory from 'bidi-js';
import LineBreaker from 'linebreak';
import {
  type FontBook,
  type FontStyle,
  type GlyphRun,
  type ShapedText,
  hanOf,
  splitGraphemes,
} from './font-book';
import type { Han } from './font-catalogue';

export interface TextStyle extends FontStyle {
  /** In points. */
  readonly size: number;
  /** `#rrggbb` */
  readonly color: string;
}

/** Parts of one line in one style, as they are shown from left to right. */
export interface PlacedRun extends GlyphRun {
  readonly style: TextStyle;
  /** The word that it is of: what belongs together has the same number. */
  readonly word: number;
}

export interface Line {
  readonly runs: readonly PlacedRun[];
  /** In points, without spaces at the end. */
  readonly width: number;
  readonly rightToLeft: boolean;
  /** The largest font size in it. */
  readonly size: number;
}

export interface StyledText {
  readonly text: string;
  readonly style: TextStyle;
}

/** A word, as any size of its style shows it. */
interface Word {
  readonly text: string;
  readonly shaped: ShapedText;
  /** In ems: what of its width is spaces at the end. */
  readonly trailing: number;
}

interface Token {
  readonly word: Word;
  readonly style: TextStyle;
  readonly level: number;
  readonly breakAfter: boolean;
  /** In points; `trailing` is the part of it that is spaces at the end. */
  readonly width: number;
  readonly trailing: number;
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const WITHOUT_SPACES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+/g;
const SPACES_AT_END = /[\s\u3000]+$/;
/** Most words of a planner come again and again; where there are more, they are forgotten all at once. */
const MOST_WORDS = 20_000;
const ASCII = /^[\u0020-\u007e]*$/;
/** What is not for showing: controls, of which a tab is a space; a lone surrogate is a character that got lost. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const bidi = bidiFactory();
const words = new Intl.Segmenter('th', { granularity: 'word' });

/** One line's worth of any text: what breaks lines or is not for showing becomes a space. */
export function plain(text: string): string {
  return text.toWellFormed().replace(CONTROLS, ' ');
}

/** Whether anything in it runs from right to left. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** Whether the first letter that has a direction runs from right to left (UAX 9, P2). */
export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text) && bidi.getEmbeddingLevels(text).paragraphs[0]?.level === 1;
}

export class LineLayout {
  /** By style, and then by text: a key of both would have to be made for every word of a planner. */
  private readonly known = new Map<string, Map<string, Word>>();
  private count = 0;

  constructor(private readonly fonts: FontBook) {}

  /** @param width in points; there is one line at least, for an empty text too */
  lines(parts: readonly StyledText[], width: number, direction?: 'ltr' | 'rtl'): Line[] {
    const text = parts.length === 1 ? (parts[0]?.text ?? '') : parts.map((part) => part.text).join('');
    const levels = RIGHT_TO_LEFT.test(text) ? bidi.getEmbeddingLevels(text, direction) : undefined;
    const base = levels?.paragraphs[0]?.level ?? (direction === 'rtl' ? 1 : 0);
    const tokens = this.tokens(text, parts, levels?.levels, hanOf(text));
    return this.fill(tokens, width).map((line) => place(this.trimmed(line), base));
  }

  /** One line, cut with an ellipsis where it is too long. */
  line(text: string, style: TextStyle, width: number): Line {
    const whole = this.lines([{ text, style }], Number.POSITIVE_INFINITY)[0];
    if (whole && whole.width <= width) return whole;
    const parts = splitGraphemes(text);
    let low = 0;
    let high = parts.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.width(`${parts.slice(0, middle).join('')}…`, style) <= width) low = middle;
      else high = middle - 1;
    }
    return this.single(`${parts.slice(0, low).join('').trimEnd()}…`, style);
  }

  /** In points. */
  width(text: string, style: TextStyle): number {
    return this.single(text, style).width;
  }

  single(text: string, style: TextStyle): Line {
    return (
      this.lines([{ text, style }], Number.POSITIVE_INFINITY)[0] ?? {
        runs: [],
        width: 0,
        rightToLeft: false,
        size: style.size,
      }
    );
  }

  private tokens(
    text: string,
    parts: readonly StyledText[],
    levels: Uint8Array | undefined,
    han: Han | undefined,
  ): Token[] {
    const cuts = breaks(text);
    const tokens: Token[] = [];
    let cut = 0;
    let from = 0;
    let partEnd = 0;
    for (const { text: part, style } of parts) {
      partEnd += part.length;
      while (from < partEnd) {
        while ((cuts[cut] ?? partEnd) <= from) cut += 1;
        const end = Math.min(cuts[cut] ?? partEnd, partEnd);
        const at = levels ? endOfLevel(levels, from, end) : end;
        const breakAfter = at === cuts[cut];
        tokens.push(this.token(text.slice(from, at), style, levels?.[from] ?? 0, breakAfter, han));
        from = at;
      }
    }
    return tokens;
  }

  private token(
    text: string,
    style: TextStyle,
    level: number,
    breakAfter: boolean,
    han: Han | undefined,
  ): Token {
    const word = this.word(text, style, level % 2 === 1, han);
    const width = word.shaped.width * style.size;
    return { word, style, level, breakAfter, width, trailing: word.trailing * style.size };
  }

  /** Spaces at the end of a line are not shown. */
  private trimmed(line: readonly Token[]): readonly Token[] {
    for (let end = line.length; end > 0; end -= 1) {
      const last = line[end - 1];
      if (!last) break;
      if (last.trailing === 0) return end === line.length ? line : line.slice(0, end);
      const text = last.word.text.replace(SPACES_AT_END, '');
      if (text !== '')
        return [...line.slice(0, end - 1), this.token(text, last.style, last.level, true, hanOf(text))];
    }
    return [];
  }

  private word(text: string, style: TextStyle, rightToLeft: boolean, han: Han | undefined): Word {
    const known = this.wordsIn(style, rightToLeft, han).get(text);
    if (known) return known;
    const own = ownText(text);
    const shaped = this.fonts.shape(own, style, rightToLeft, han);
    const word = { text: own, shaped, trailing: this.trailing(own, shaped, style, rightToLeft, han) };
    if (this.count >= MOST_WORDS) {
      this.known.clear();
      this.count = 0;
    }
    this.wordsIn(style, rightToLeft, han).set(own, word);
    this.count += 1;
    return word;
  }

  /** In ems. */
  private trailing(
    text: string,
    shaped: ShapedText,
    style: TextStyle,
    rightToLeft: boolean,
    han: Han | undefined,
  ): number {
    const spaces = SPACES_AT_END.exec(text)?.[0];
    if (spaces === undefined) return 0;
    if (spaces === text && !rightToLeft) return shaped.width;
    return this.word(spaces, style, false, han).shaped.width;
  }

  private wordsIn(style: TextStyle, rightToLeft: boolean, han: Han | undefined): Map<string, Word> {
    const key = `${style.typeface}${style.weight}${rightToLeft ? 'r' : 'l'}${han ?? ''}`;
    let words = this.known.get(key);
    if (!words) this.known.set(key, (words = new Map<string, Word>()));
    return words;
  }

  private fill(tokens: readonly Token[], width: number): Token[][] {
    const lines: Token[][] = [];
    let line: Token[] = [];
    let used = 0;
    const next = (): void => {
      lines.push(line);
      line = [];
      used = 0;
    };
    for (let from = 0, end = 0; from < tokens.length; from = end) {
      end = endOfWord(tokens, from);
      const word = tokens.slice(from, end);
      const wide = widthOf(word);
      const needed = wide - (word.at(-1)?.trailing ?? 0);
      if (used + needed > width && line.length > 0) next();
      if (needed <= width) {
        line.push(...word);
        used += wide;
        continue;
      }
      for (const piece of this.torn(word, width)) {
        if (used + piece.width - piece.trailing > width && line.length > 0) next();
        line.push(piece);
        used += piece.width;
      }
    }
    if (line.length > 0 || lines.length === 0) next();
    return lines;
  }

  /** A word that no line is wide enough for, in parts that fit. */
  private torn(word: readonly Token[], width: number): Token[] {
    const pieces: Token[] = [];
    for (const token of word) {
      let text = '';
      let used = 0;
      const push = (): void => {
        if (text !== '')
          pieces.push(this.token(text, token.style, token.level, false, hanOf(token.word.text)));
        text = '';
        used = 0;
      };
      for (const grapheme of splitGraphemes(token.word.text)) {
        const wide = this.token(grapheme, token.style, token.level, false, undefined).width;
        if (used + wide > width) push();
        text += grapheme;
        used += wide;
      }
      push();
    }
    return pieces;
  }
}

/** A copy: V8 cuts words out of a text by pointing to it, and what is kept would keep all of that. */
function ownText(text: string): string {
  const encoding = ASCII.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** Where those of the level of the first end. */
function endOfLevel(levels: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  while (at < end && levels[at] === levels[from]) at += 1;
  return at;
}

/** What belongs together, up to where the line may break. */
function endOfWord(tokens: readonly Token[], from: number): number {
  let end = from;
  while (end < tokens.length && !tokens[end]?.breakAfter) end += 1;
  return Math.min(end + 1, tokens.length);
}

function widthOf(tokens: readonly Token[]): number {
  let width = 0;
  for (const token of tokens) width += token.width;
  return width;
}

function place(tokens: readonly Token[], base: number): Line {
  const runs: PlacedRun[] = [];
  let size = 0;
  let highest = 0;
  for (const token of tokens) {
    size = Math.max(size, token.style.size);
    highest = Math.max(highest, token.level);
  }
  const show = ({ word: { shaped }, style }: Token, word: number): void => {
    for (const { font, text, rightToLeft, glyphs, scale, width: wide } of shaped.runs)
      runs.push({ font, text, rightToLeft, glyphs, scale, width: wide, style, word });
  };
  if (highest === 0) tokens.forEach(show);
  else for (const { token, word } of inShownOrder(tokens, highest)) show(token, word);
  return { runs, width: widthOf(tokens), rightToLeft: base % 2 === 1, size };
}

/** UAX 9, L2: what is of a level or above is turned round as a whole. */
function inShownOrder(tokens: readonly Token[], highest: number): { token: Token; word: number }[] {
  const ordered = tokens.map((token, word) => ({ token, word }));
  for (let level = highest; level > 0; level--) {
    for (let i = 0; i < ordered.length; i++) {
      let end = i;
      while (end < ordered.length && (ordered[end]?.token.level ?? 0) >= level) end++;
      if (end > i) ordered.splice(i, end - i, ...ordered.slice(i, end).reverse());
      i = Math.max(i, end);
    }
  }
  return ordered;
}

/** Where a line may end: offsets into the text, in their order. */
function breaks(text: string): number[] {
  const cuts: number[] = [];
  const breaker = new LineBreaker(text);
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) cuts.push(next.position);
  const more: number[] = [];
  for (const match of text.matchAll(WITHOUT_SPACES)) {
    for (const { index } of words.segment(match[0])) if (index > 0) more.push(match.index + index);
  }
  return more.length === 0 ? cuts : [...new Set([...cuts, ...more])].sort((a, b) => a - b);
}
