/**
 * Text in lines: where it may break (UAX 14, and words of Thai, Lao, Khmer and Burmese by ICU's dictionaries), in which
 * order it is shown (UAX 9), and in which fonts. A word that is wider than the line is broken where it must.
 */
import bidiFactory from 'bidi-js';
import LineBreaker from 'linebreak';
import { LRUCache } from 'lru-cache';
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

interface Token {
  text: string;
  style: TextStyle;
  level: number;
  breakAfter: boolean;
  shaped: ShapedText;
  /** In points; `trailing` is the part of it that is spaces at the end. */
  width: number;
  trailing: number;
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const WITHOUT_SPACES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+/g;
const SPACES_AT_END = /[\s\u3000]+$/;
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
  private readonly cache = new LRUCache<string, ShapedText>({ max: 20_000 });

  constructor(private readonly fonts: FontBook) {}

  /** @param width in points; there is one line at least, for an empty text too */
  lines(parts: readonly StyledText[], width: number, direction?: 'ltr' | 'rtl'): Line[] {
    const text = parts.map((part) => part.text).join('');
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
    const styles = ends(parts);
    const tokens: Token[] = [];
    let from = 0;
    for (let at = 1; at <= text.length; at++) {
      const turns = levels !== undefined && at < text.length && levels[at] !== levels[at - 1];
      const ended = styles[0]?.end === at;
      if (!turns && !ended && !cuts.has(at)) continue;
      const style = styles[0]?.style;
      if (style) tokens.push(this.token(text.slice(from, at), style, levels?.[from] ?? 0, cuts.has(at), han));
      from = at;
      if (ended) styles.shift();
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
    const shaped = this.shape(text, style, level % 2 === 1, han);
    const spaces = SPACES_AT_END.exec(text)?.[0];
    const trailing = spaces ? this.shape(spaces, style, false, han).width * style.size : 0;
    return { text, style, level, breakAfter, shaped, width: shaped.width * style.size, trailing };
  }

  /** Spaces at the end of a line are not shown. */
  private trimmed(line: readonly Token[]): Token[] {
    const tokens = [...line];
    for (let last = tokens.pop(); last; last = tokens.pop()) {
      if (last.trailing === 0) return [...tokens, last];
      const text = last.text.replace(SPACES_AT_END, '');
      if (text !== '') return [...tokens, this.token(text, last.style, last.level, true, hanOf(text))];
    }
    return [];
  }

  private shape(text: string, style: TextStyle, rightToLeft: boolean, han: Han | undefined): ShapedText {
    const key = `${style.typeface}${style.weight}${rightToLeft ? 'r' : 'l'}${han ?? ''}:${text}`;
    let shaped = this.cache.get(key);
    if (!shaped) {
      shaped = this.fonts.shape(text, style, rightToLeft, han);
      this.cache.set(key, shaped);
    }
    return shaped;
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
    for (const word of wordsOf(tokens)) {
      const wide = word.reduce((sum, token) => sum + token.width, 0);
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
        if (text !== '') pieces.push(this.token(text, token.style, token.level, false, hanOf(token.text)));
        text = '';
        used = 0;
      };
      for (const grapheme of splitGraphemes(token.text)) {
        const wide =
          this.shape(grapheme, token.style, token.level % 2 === 1, undefined).width * token.style.size;
        if (used + wide > width) push();
        text += grapheme;
        used += wide;
      }
      push();
    }
    return pieces;
  }
}

/** Where each style ends. */
function ends(parts: readonly StyledText[]): { end: number; style: TextStyle }[] {
  let end = 0;
  return parts
    .filter(({ text }) => text !== '')
    .map(({ text, style }) => ({ end: (end += text.length), style }));
}

function wordsOf(tokens: readonly Token[]): Token[][] {
  const all: Token[][] = [];
  let word: Token[] = [];
  for (const token of tokens) {
    word.push(token);
    if (!token.breakAfter) continue;
    all.push(word);
    word = [];
  }
  if (word.length > 0) all.push(word);
  return all;
}

/** UAX 9, L2: what is of a level or above is turned round as a whole. */
function place(tokens: readonly Token[], base: number): Line {
  const ordered = tokens.map((token, index) => ({
    token,
    word: index,
    level: token.level,
  }));
  for (let level = tokens.reduce((max, token) => Math.max(max, token.level), 0); level > 0; level--) {
    for (let i = 0; i < ordered.length; i++) {
      let end = i;
      while (end < ordered.length && (ordered[end]?.level ?? 0) >= level) end++;
      if (end > i) ordered.splice(i, end - i, ...ordered.slice(i, end).reverse());
      i = Math.max(i, end);
    }
  }
  return {
    runs: ordered.flatMap(({ token, word }) =>
      token.shaped.runs.map(({ font, text, rightToLeft, glyphs, scale, width }) => ({
        font,
        text,
        rightToLeft,
        glyphs,
        scale,
        width,
        style: token.style,
        word,
      })),
    ),
    width: tokens.reduce((sum, token) => sum + token.width, 0),
    rightToLeft: base % 2 === 1,
    size: tokens.reduce((max, { style }) => Math.max(max, style.size), 0),
  };
}

/** Where a line may end: offsets into the text. */
function breaks(text: string): Set<number> {
  const cuts = new Set<number>();
  const breaker = new LineBreaker(text);
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) cuts.add(next.position);
  for (const match of text.matchAll(WITHOUT_SPACES)) {
    for (const { index } of words.segment(match[0])) if (index > 0) cuts.add(match.index + index);
  }
  return cuts;
}
