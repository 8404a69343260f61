/**
 * A PDF in the making: pages, text, simple shapes, bookmarks and structure, written out as it goes. PDFKit keeps the file;
 * text is set by our own layout, as PDFKit's knows neither fallback fonts nor right-to-left scripts.
 */
import { EmbeddedFont } from './embedded-font';
import { type DocumentFont, FontBook } from './font-book';
import { type Han, prepareFonts } from './font-catalogue';
import { FontSubsetter } from './font-subset';
import { type Line, LineLayout, type PlacedRun, type TextStyle } from './line-layout';

export interface PaperSize {
  /** In points. */
  readonly width: number;
  readonly height: number;
}

export interface DocumentInfo {
  readonly title: string;
  readonly author?: string;
  readonly subject?: string;
  readonly keywords?: string;
  /** Left out where the same content is to be the same file at any time. */
  readonly createdAt?: Date;
}

export type Role = 'H1' | 'H2' | 'H3' | 'P';

/** Where and how a line goes that is not set straight. All in points and as they are in a PDF's matrix. */
export interface Slope {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export const PAPER = {
  a4: { width: 595.28, height: 841.89 },
  letter: { width: 612, height: 792 },
} as const;

/** Where the number of pages is to be shown, before it is known. */
const TOTAL = 'Total';
const STRAIGHT: Slope = { a: 1, b: 0, c: 0, d: -1 };
const FIXED_DATE = new Date(0);

function options(paper: PaperSize, info: DocumentInfo, language: string): PDFKit.PDFDocumentOptions {
  return {
    size: [paper.width, paper.height],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    lang: language,
    tagged: true,
    displayTitle: true,
    // No font of PDFKit's own: it would be in the file though nothing is set in it.
    font: '',
    info: {
      Title: info.title,
      ...(info.author === undefined ? {} : { Author: info.author }),
      ...(info.subject === undefined ? {} : { Subject: info.subject }),
      ...(info.keywords === undefined ? {} : { Keywords: info.keywords }),
      Creator: 'Almanac',
      Producer: 'Almanac',
      CreationDate: info.createdAt ?? FIXED_DATE,
    },
  };
}

export class PdfCanvas {
  readonly layout: LineLayout;
  pages = 0;
  private readonly embedded = new Map<string, EmbeddedFont>();
  private readonly total: PDFKit.PDFKitReference;
  private totalStyle: TextStyle | undefined;

  /** Loads what it needs with the first document, and not with the process. */
  static async open(paper: PaperSize, info: DocumentInfo, language: string, han: Han): Promise<PdfCanvas> {
    await prepareFonts();
    const { default: Document } = await import('pdfkit');
    return new PdfCanvas(paper, new Document(options(paper, info, language)), info, new FontBook(han));
  }

  private constructor(
    readonly paper: PaperSize,
    private readonly document: PDFKit.PDFDocument,
    info: DocumentInfo,
    private readonly fonts: FontBook,
  ) {
    if (!info.createdAt) delete this.document.info.CreationDate;
    // PDFKit puts texts into its XML as they are, so a title could add to it; what it says is in the file already.
    this.document.endMetadata = () => undefined;
    this.layout = new LineLayout(this.fonts);
    this.total = this.document.ref({ Type: 'XObject', Subtype: 'Form' });
  }

  addPage(): void {
    this.document.addPage();
    this.pages++;
  }

  /** A bookmark to the page that is being written, at that height. */
  bookmark(title: string, y: number): void {
    const options: { expanded?: boolean; top: number } = { top: y };
    this.document.outline.addItem(title, options);
  }

  /** Where {@link linkTo} leads, on the page that is being written. */
  anchor(name: string, y: number): void {
    this.document.addNamedDestination(name, 'XYZ', null, y, null);
  }

  linkTo(name: string, x: number, y: number, width: number, height: number): void {
    this.document.goTo(x, y, width, height, name);
  }

  /** What is drawn meanwhile is one element of the document's structure, over a page's end too. */
  tagged(role: Role): TaggedBlock {
    return new TaggedBlock(this.document, role);
  }

  /** What is drawn meanwhile is decoration: readers that read aloud pass it over. */
  decoration(draw: () => void): void {
    this.document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.document.endMarkedContent();
  }

  /** @param x left end, or right end of a line that is right-aligned; @param baseline from the top */
  text(line: Line, x: number, baseline: number, slope: Slope = STRAIGHT): void {
    this.showRuns(line.runs, x, baseline, slope);
  }

  showRuns(runs: readonly PlacedRun[], x: number, baseline: number, slope: Slope = STRAIGHT): void {
    if (runs.length === 0) return;
    const matrix = [slope.a, slope.b, slope.c, slope.d, x, baseline].map(number).join(' ');
    const page = this.document.page;
    const text = this.textObject(runs, matrix, (font) => {
      record(page.fonts)[font.resource] ??= font.reference;
    });
    // As bytes, which PDFKit need not make of it character by character.
    this.document.addContent(Buffer.from(`${text}\n`, 'latin1'));
  }

  private textObject(runs: readonly PlacedRun[], matrix: string, use: (font: EmbeddedFont) => void): string {
    const commands = [`BT ${matrix} Tm`];
    let font = '';
    let color = '';
    let rise = 0;
    for (const run of runs) {
      const embedded = this.font(run.font);
      use(embedded);
      const size = run.style.size * run.scale;
      const select = `/${embedded.resource} ${number(size)} Tf`;
      if (select !== font) commands.push((font = select));
      if (run.style.color !== color) commands.push(`${rgb((color = run.style.color))} rg`);
      for (const command of embedded.encode(run)) {
        const height = command.rise * size;
        if (height !== rise) commands.push(`${number((rise = height))} Ts`);
        if (command.opens !== undefined) commands.push(`/Span <</ActualText ${utf16(command.opens)}>> BDC`);
        commands.push(command.show);
        if (command.closes) commands.push('EMC');
      }
    }
    if (rise !== 0) commands.push('0 Ts');
    commands.push('ET');
    return commands.join('\n');
  }

  private font(font: DocumentFont): EmbeddedFont {
    let embedded = this.embedded.get(font.key);
    if (!embedded) {
      embedded = new EmbeddedFont(this.document, `F${this.embedded.size + 1}`, font);
      this.embedded.set(font.key, embedded);
    }
    return embedded;
  }

  /** The number of pages, from `x` on: it is filled in at the end, so that no page has to wait for it. */
  totalPages(x: number, baseline: number, style: TextStyle): void {
    this.totalStyle = style;
    record(this.document.page.xobjects)[TOTAL] ??= this.total;
    this.document.addContent(`q 1 0 0 -1 ${number(x)} ${number(baseline)} cm /${TOTAL} Do Q`);
  }

  fillRect(x: number, y: number, width: number, height: number, color: string, radius = 0): void {
    if (width <= 0 || height <= 0) return;
    if (radius > 0) this.document.roundedRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
    else this.document.rect(x, y, width, height);
    this.document.fill(color);
  }

  strokeRect(
    x: number,
    y: number,
    width: number,
    height: number,
    color: string,
    line: number,
    radius = 0,
  ): void {
    this.document.roundedRect(x, y, width, height, radius).lineWidth(line).stroke(color);
  }

  circle(x: number, y: number, radius: number, color: string, line?: number): void {
    this.document.circle(x, y, radius);
    if (line === undefined) this.document.fill(color);
    else this.document.lineWidth(line).stroke(color);
  }

  /** @param points x, y, x, y … */
  polyline(points: readonly number[], color: string, line: number): void {
    const [x = 0, y = 0] = points;
    this.document.moveTo(x, y);
    for (let i = 2; i < points.length; i += 2) this.document.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    this.document.lineWidth(line).lineCap('round').lineJoin('round').stroke(color);
  }

  /** What is ready so far; it is not kept. */
  read(): Buffer | undefined {
    const chunk: unknown = this.document.read();
    return Buffer.isBuffer(chunk) ? chunk : undefined;
  }

  /** Ends the file. Cutting the fonts takes some milliseconds for each, so they are steps of their own. */
  *finish(): Generator<undefined> {
    this.document.flushPages();
    this.finishTotal();
    const subsetter = new FontSubsetter();
    for (const font of this.embedded.values()) {
      font.finish(subsetter);
      yield undefined;
    }
    this.document.end();
  }

  private finishTotal(): void {
    const fonts: Record<string, PDFKit.PDFKitReference> = {};
    let content = '';
    if (this.totalStyle) {
      const { runs } = this.layout.single(String(this.pages), this.totalStyle);
      content = this.textObject(runs, '1 0 0 1 0 0', (font) => {
        fonts[font.resource] = font.reference;
      });
    }
    Object.assign(this.total.data, { BBox: [-10, -20, 200, 40], Resources: { Font: fonts } });
    this.total.write(content);
    this.total.end(undefined);
  }

  /** Of plain text in this style, in points: how far it goes above and below its baseline. */
  metrics(style: TextStyle): { ascender: number; descender: number } {
    const font = this.fonts.main(style);
    const { ascender, descender } = font.shaper.extents();
    const scale = style.size / font.unitsPerEm;
    return { ascender: ascender * scale, descender: -descender * scale };
  }
}

/** An element of the structure tree (14.7): opened on a page, closed there, and opened again on the next. */
export class TaggedBlock {
  private readonly element: PDFKit.PDFStructureElement;

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly role: Role,
  ) {
    this.element = document.struct(role);
    document.addStructure(this.element);
  }

  draw(draw: () => void): void {
    const content = this.document.markStructureContent(this.role);
    draw();
    this.document.endMarkedContent();
    this.element.add(content);
  }

  end(): void {
    this.element.end();
  }
}

/** PDFKit's types leave open what these are. */
function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('PDFKit is not of the expected version.');
  return value as Record<string, unknown>;
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function rgb(color: string): string {
  return [1, 3, 5].map((at) => number(Number.parseInt(color.slice(at, at + 2), 16) / 255)).join(' ');
}

function utf16(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}
