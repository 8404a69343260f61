/**
 * One font of a PDF (ISO 32000-1, 9.7: a composite font with outlines of TrueType). Each pair of a glyph and the text that
 * it stands for has a code of its own, so that copying and searching give back the text as it was written, although
 * ligatures, forms of letters and their order are the font's own.
 */
import bidiFactory from 'bidi-js';
import type { DocumentFont, GlyphRun } from './font-book';
import type { FontSubsetter } from './font-subset';
import { readPiece } from './font-catalogue';
import { GLYPH } from './harfbuzz';

type PdfDocument = PDFKit.PDFDocument;
type PdfReference = PDFKit.PDFKitReference;

/** What is shown at one height above the baseline. */
export interface GlyphCommand {
  /** In ems. */
  readonly rise: number;
  /** Operand and operator: `[<0001> -20 <0002>] TJ`. */
  readonly show: string;
  /** Where more glyphs than characters are shown, so that the glyphs cannot tell them: the characters, from here… */
  readonly opens?: string;
  /** … to the end of this. */
  readonly closes?: true;
}

const bidi = bidiFactory();

const LAST_CODE = 65_000;
const ZERO_WIDTH_SPACE = '\u200b';

export class EmbeddedFont {
  readonly reference: PdfReference;
  private readonly codes = new Map<string, number>();
  private readonly firstCodes = new Map<number, number>();
  private readonly glyphs: number[] = [0];
  private readonly texts: string[] = [''];
  private readonly encoded = new WeakMap<Int32Array, readonly GlyphCommand[]>();

  constructor(
    private readonly document: PdfDocument,
    readonly resource: string,
    private readonly font: DocumentFont,
  ) {
    this.reference = document.ref({});
  }

  /** For any font size: numbers are in thousandths of it, as the operator wants them. */
  encode(run: GlyphRun): readonly GlyphCommand[] {
    let encoded = this.encoded.get(run.glyphs);
    if (!encoded) {
      encoded = this.encodeNew(run);
      this.encoded.set(run.glyphs, encoded);
    }
    return encoded;
  }

  private encodeNew({ glyphs, text, rightToLeft }: GlyphRun): GlyphCommand[] {
    const scale = 1000 / this.font.unitsPerEm;
    const commands = new Commands();
    for (const { text: shown, opens, closes, at } of textOfGlyphs(glyphs, text, rightToLeft)) {
      const glyph = glyphs[at] ?? 0;
      if (opens !== undefined) commands.open(opens);
      const shift = (glyphs[at + 3] ?? 0) * scale;
      commands.raise(((glyphs[at + 4] ?? 0) * scale) / 1000);
      commands.move(-shift);
      commands.glyph(this.code(glyph, shown));
      if (closes) commands.close();
      commands.move(shift + (this.font.shaper.advance(glyph) - (glyphs[at + 2] ?? 0)) * scale);
    }
    return commands.finish();
  }

  private code(glyph: number, text: string): number {
    const key = `${glyph} ${text}`;
    const known = this.codes.get(key);
    if (known !== undefined) return known;
    if (this.glyphs.length >= LAST_CODE) return this.firstCodes.get(glyph) ?? 0;
    const code = this.glyphs.length;
    this.codes.set(key, code);
    if (!this.firstCodes.has(glyph)) this.firstCodes.set(glyph, code);
    this.glyphs.push(glyph);
    this.texts.push(text);
    return code;
  }

  /** Writes the font, cut to what was shown. */
  finish(subsetter: FontSubsetter): void {
    const { document } = this;
    const file = subsetter.subset(readPiece(this.font.piece), new Set(this.glyphs), this.font.weight);
    const program = document.ref({ Length1: file.length });
    program.write(file);
    program.end(undefined);
    const name = `${tag(this.resource)}+${this.font.key}`;
    const scale = 1000 / this.font.unitsPerEm;
    const { ascender, descender } = this.font.shaper.extents();
    const descriptor = document.ref({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 4,
      FontBBox: boundingBox(file).map((value) => Math.round(value * scale)),
      ItalicAngle: 0,
      Ascent: Math.round(ascender * scale),
      Descent: Math.round(descender * scale),
      CapHeight: 714,
      StemV: 80,
      FontFile2: program,
    });
    descriptor.end(undefined);
    const descendant = document.ref({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: { Registry: literal('Adobe'), Ordering: literal('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      W: [0, this.glyphs.map((glyph) => Math.round(this.font.shaper.advance(glyph) * scale))],
      CIDToGIDMap: this.stream(glyphMap(this.glyphs)),
    });
    descendant.end(undefined);
    Object.assign(this.reference.data, {
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: name,
      Encoding: 'Identity-H',
      DescendantFonts: [descendant],
      ToUnicode: this.stream(Buffer.from(unicodeMap(this.texts))),
    });
    this.reference.end(undefined);
  }

  private stream(bytes: Uint8Array): PdfReference {
    const reference = this.document.ref({});
    reference.write(bytes);
    reference.end(undefined);
    return reference;
  }
}

/** Puts glyphs together to as few operators as there can be. */
class Commands {
  private readonly done: GlyphCommand[] = [];
  private rise = 0;
  private opens: string | undefined;
  private operand = '';
  private codes = '';
  private pending = 0;

  /** @param rise in ems */
  raise(rise: number): void {
    if (rise === this.rise) return;
    this.show(false);
    this.rise = rise;
  }

  open(text: string): void {
    this.show(false);
    this.opens = text;
  }

  close(): void {
    this.show(true);
  }

  /** To the left, in thousandths. */
  move(by: number): void {
    this.pending += by;
  }

  glyph(code: number): void {
    this.space();
    this.codes += hex(code);
  }

  finish(): GlyphCommand[] {
    this.space();
    this.show(false);
    return this.done;
  }

  private space(): void {
    const gap = Math.round(this.pending);
    if (gap === 0) return;
    this.flush();
    this.operand += String(gap);
    this.pending -= gap;
  }

  private flush(): void {
    if (this.codes !== '') this.operand += `<${this.codes}>`;
    this.codes = '';
  }

  private show(closes: boolean): void {
    this.flush();
    if (this.operand === '') return;
    this.done.push({
      rise: this.rise,
      show: `[${this.operand}] TJ`,
      ...(this.opens === undefined ? {} : { opens: this.opens }),
      ...(closes ? { closes } : {}),
    });
    this.operand = '';
    this.opens = undefined;
  }
}

interface GlyphText {
  /** Where the glyph is in the list. */
  at: number;
  text: string;
  /** With the first and the last glyph of a cluster that has more glyphs than characters: its text. */
  opens?: string;
  closes?: boolean;
}

/**
 * Which characters each glyph stands for: those of its cluster, handed out in the order in which they are read, so that
 * all of them together are the text. In the order in which the glyphs are shown.
 */
function textOfGlyphs(glyphs: Int32Array, text: string, rightToLeft: boolean): GlyphText[] {
  const count = glyphs.length / GLYPH;
  const clusterAt = (index: number): number => glyphs[index * GLYPH + 1] ?? 0;
  const texts: GlyphText[] = [];
  // As it is read: from the right for scripts that are.
  const nth = (index: number): number => (rightToLeft ? count - 1 - index : index);
  for (let from = 0; from < count;) {
    const cluster = clusterAt(nth(from));
    let to = from;
    while (to < count && clusterAt(nth(to)) === cluster) to++;
    const whole = text.slice(cluster, to < count ? clusterAt(nth(to)) : text.length);
    const characters = [...whole];
    const hidden = to - from > characters.length;
    const [first, last] = rightToLeft ? [to - 1, from] : [from, to - 1];
    for (let i = from; i < to; i++) {
      const rest = i === to - 1 ? characters.splice(0).join('') : (characters.shift() ?? '');
      texts.push({
        at: nth(i) * GLYPH,
        text: (rightToLeft ? mirrored(rest) : rest) || ZERO_WIDTH_SPACE,
        ...(hidden && i === first ? { opens: whole } : {}),
        closes: hidden && i === last,
      });
    }
    from = to;
  }
  return rightToLeft ? texts.reverse() : texts;
}

/**
 * In a text from right to left, a bracket stands for what it looks like, and a ligature for its characters from left to
 * right: readers put the whole line in the order in which it is read (UAX 9, L2 and L4).
 */
function mirrored(text: string): string {
  return Array.from(text, (char) => bidi.getMirroredCharacter(char) ?? char)
    .reverse()
    .join('');
}

function glyphMap(glyphs: readonly number[]): Uint8Array {
  const map = new Uint8Array(glyphs.length * 2);
  glyphs.forEach((glyph, code) => {
    map[code * 2] = glyph >> 8;
    map[code * 2 + 1] = glyph & 0xff;
  });
  return map;
}

/** A CMap, ISO 32000-1, 9.10.3. */
function unicodeMap(texts: readonly string[]): string {
  const entries = texts
    .map((text, code) => ({ text, code }))
    .filter(({ text }) => text !== '')
    .map(
      ({ text, code }) =>
        `<${hex(code)}> <${[...Array(text.length).keys()].map((i) => hex(text.charCodeAt(i))).join('')}>`,
    );
  const blocks: string[] = [];
  for (let i = 0; i < entries.length; i += 100) {
    const block = entries.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
    ...blocks,
    'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend',
  ].join('\n');
}

const hex = (value: number): string => value.toString(16).padStart(4, '0');

/** Of the table `head`; nothing but a frame for readers that ask for one. */
function boundingBox(font: Uint8Array): number[] {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  for (let i = 0; i < view.getUint16(4); i++) {
    const entry = 12 + i * 16;
    if (view.getUint32(entry) !== 0x68656164) continue;
    const head = view.getUint32(entry + 8);
    return [36, 38, 40, 42].map((offset) => view.getInt16(head + offset));
  }
  return [0, 0, 0, 0];
}

/** Six capitals that are the font's own in this file (9.6.4). */
function tag(resource: string): string {
  let number = Number.parseInt(resource.slice(1), 10);
  let letters = '';
  for (let i = 0; i < 6; i++) {
    letters += String.fromCharCode(65 + (number % 26));
    number = Math.floor(number / 26);
  }
  return letters;
}

/** PDFKit writes a plain string as a name, and a String object as a text. */
function literal(text: string): object {
  return Object(text) as object;
}
