/**
 * Fonts of one document: which face shows which grapheme, and the text in glyphs. A text is set in its own typeface; what
 * that lacks comes from the next font that has the whole grapheme. What no font has is shown plainer, as far as that goes,
 * and else as a box. Nothing is refused, and whatever is shown, the text stays what it was.
 */
import { type Han, type Piece, type Typeface, piecesFor, readPiece, scaleOf } from './font-catalogue';
import { GLYPH, HarfBuzz, type HarfBuzzFace, type HarfBuzzFont } from './harfbuzz';

export interface FontStyle {
  readonly typeface: Typeface;
  /** 400 is regular, 700 bold. */
  readonly weight: number;
}

/** A piece at a weight: one font in the PDF. */
export interface DocumentFont {
  readonly key: string;
  readonly piece: Piece;
  /** Where the axis `wght` stands; nothing for a font without one. */
  readonly weight: number | undefined;
  readonly unitsPerEm: number;
  readonly shaper: HarfBuzzFont;
}

/** Glyphs of one font, from left to right. */
export interface GlyphRun {
  readonly font: DocumentFont;
  /** What is shown; clusters of the glyphs count in it. */
  readonly text: string;
  readonly rightToLeft: boolean;
  readonly glyphs: Int32Array;
  /** What the font size is multiplied with. */
  readonly scale: number;
  /** For a font size of 1, scaled. */
  readonly width: number;
}

export interface ShapedText {
  /** As they are shown, from left to right. */
  readonly runs: readonly GlyphRun[];
  /** For a font size of 1. */
  readonly width: number;
}

/** Shown as nothing, and so in no need of a glyph: joiners, direction marks, variation selectors, tags. */
const IGNORABLE =
  /^[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0000}-\u{e0fff}]$/u;
/** One code point is one grapheme: no marks, joiners, Hangul parts or emoji parts are among these. */
const SIMPLE =
  /^[\u0020-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uff01-\uff60]*$/u;
const ASCII = /^[\u0020-\u007e]*$/;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f|\u20e3|\p{Regional_Indicator}/u;
const KANA = /[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]/u;
const HANGUL = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How Chinese characters look in this text; nothing where it does not tell. */
export function hanOf(text: string): Han | undefined {
  if (KANA.test(text)) return 'jp';
  return HANGUL.test(text) ? 'kr' : undefined;
}

export function splitGraphemes(text: string): string[] {
  return SIMPLE.test(text) ? [...text] : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** What a grapheme is shown by. */
interface Chosen {
  readonly font: DocumentFont;
  /** As long as the grapheme, in UTF-16 units: glyphs are told which of them they stand for. */
  readonly shown: string;
}

/** Shown as nothing, whatever the font. */
const NOTHING = '\u034f';
const MARK = /^\p{M}$/u;

/** Part of a text, in one font. */
interface Part {
  text: string;
  shown: string;
  readonly font: DocumentFont;
}

export class FontBook {
  private readonly harfbuzz = new HarfBuzz();
  private readonly faces = new Map<string, HarfBuzzFace>();
  private readonly fonts = new Map<string, DocumentFont>();
  private readonly chosen = new Map<string, Chosen>();

  /** @param han for texts of Chinese characters that do not tell themselves */
  constructor(private readonly han: Han) {}

  /** The text in one direction, as it is: no line is broken, nothing is reordered. */
  shape(text: string, style: FontStyle, rightToLeft: boolean, han: Han | undefined): ShapedText {
    const runs: GlyphRun[] = [];
    let width = 0;
    for (const part of this.parts(text, style, han ?? this.han)) {
      const glyphs = part.font.shaper.shape(part.shown, rightToLeft);
      let advance = 0;
      for (let i = 2; i < glyphs.length; i += GLYPH) advance += glyphs[i] ?? 0;
      const scale = scaleOf(style.typeface, part.font.piece);
      const wide = (advance / part.font.unitsPerEm) * scale;
      width += wide;
      runs.push({ font: part.font, text: part.text, rightToLeft, glyphs, scale, width: wide });
    }
    return { runs: rightToLeft ? runs.reverse() : runs, width };
  }

  /** The font that plain Latin text is set in. */
  main(style: FontStyle): DocumentFont {
    return this.chosenFor('a', style, this.han).font;
  }

  private parts(text: string, style: FontStyle, han: Han): Part[] {
    if (ASCII.test(text)) return [{ text, shown: text, font: this.main(style) }];
    const parts: Part[] = [];
    for (const grapheme of splitGraphemes(text)) {
      const last = parts.at(-1);
      // Spaces stay in the script that they are in, so that it is shaped as a whole.
      const stays = last && grapheme === ' ' && !last.font.piece.pictures && this.has(last.font, 32);
      const { font, shown } = stays
        ? { font: last.font, shown: grapheme }
        : this.chosenFor(grapheme, style, han);
      if (last?.font === font) {
        last.text += grapheme;
        last.shown += shown;
      } else parts.push({ text: grapheme, shown, font });
    }
    return parts;
  }

  private chosenFor(grapheme: string, style: FontStyle, han: Han): Chosen {
    const key = `${style.typeface}${style.weight}${han}${grapheme}`;
    let chosen = this.chosen.get(key);
    if (!chosen) {
      chosen = this.choose(grapheme, style, han);
      this.chosen.set(key, chosen);
    }
    return chosen;
  }

  private choose(grapheme: string, style: FontStyle, han: Han): Chosen {
    const points = Array.from(grapheme, (char) => char.codePointAt(0) ?? 0);
    const seen = points.filter((point) => !IGNORABLE.test(String.fromCodePoint(point)));
    const base = seen[0];
    if (base === undefined) return { font: this.main(style), shown: grapheme };
    const emoji = EMOJI.test(grapheme);
    const candidates = piecesFor(base, { ...style, han, emoji })
      .map((piece) => this.font(piece, style.weight))
      .filter((font) => this.has(font, base));
    const whole = candidates.filter((font) => seen.every((point) => this.has(font, point)));
    if (emoji && seen.length > 1)
      return { font: this.tightest(whole, grapheme) ?? candidates[0] ?? this.main(style), shown: grapheme };
    if (whole[0]) return { font: whole[0], shown: grapheme };
    return this.plainer(grapheme, style, han) ?? this.nearest(grapheme, candidates[0], style);
  }

  /** By its compatibility form (UAX 15), where that is no longer: an ℕ that no font has is an N. */
  private plainer(grapheme: string, style: FontStyle, han: Han): Chosen | undefined {
    const plain = grapheme.normalize('NFKC');
    if (plain === grapheme || plain.length > grapheme.length) return undefined;
    const { font, shown } = this.chosenFor(plain, style, han);
    return { font, shown: shown.padEnd(grapheme.length, NOTHING) };
  }

  /** Without those of its marks that the font has not, if there is one that has the letter; else a box. */
  private nearest(grapheme: string, font: DocumentFont | undefined, style: FontStyle): Chosen {
    // Fonts of handwriting have no box.
    if (!font)
      return {
        font: grapheme === 'a' ? this.nothing() : this.main({ ...style, typeface: 'sans' }),
        shown: grapheme,
      };
    const shown = Array.from(grapheme, (char) =>
      MARK.test(char) && !this.has(font, char.codePointAt(0) ?? 0) ? NOTHING.repeat(char.length) : char,
    );
    return { font, shown: shown.join('') };
  }

  /** Which one makes a family, a flag or a skin colour one picture: the one that needs the fewest glyphs. */
  private tightest(fonts: readonly DocumentFont[], grapheme: string): DocumentFont | undefined {
    const count = (font: DocumentFont): number => {
      const glyphs = font.shaper.shape(grapheme, false);
      let shown = 0;
      for (let i = 2; i < glyphs.length; i += GLYPH) if (glyphs[i] !== 0) shown++;
      return shown;
    };
    return [...fonts].sort((a, b) => count(a) - count(b))[0];
  }

  private has(font: DocumentFont, codePoint: number): boolean {
    return this.face(font.piece).has(codePoint);
  }

  private font(piece: Piece, weight: number): DocumentFont {
    const key = piece.variable ? `${piece.name}-${weight}` : piece.name;
    let font = this.fonts.get(key);
    if (!font) {
      const at = piece.variable ? weight : undefined;
      const face = this.face(piece);
      font = { key, piece, weight: at, unitsPerEm: face.unitsPerEm, shaper: face.instance(at) };
      this.fonts.set(key, font);
    }
    return font;
  }

  private face(piece: Piece): HarfBuzzFace {
    let face = this.faces.get(piece.name);
    if (!face) {
      face = this.harfbuzz.face(readPiece(piece));
      this.faces.set(piece.name, face);
    }
    return face;
  }

  private nothing(): never {
    throw new Error('The fonts are not installed (@fontsource-variable/noto-sans).');
  }
}
