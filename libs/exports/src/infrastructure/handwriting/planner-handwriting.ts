/** Writes a planner by hand: a title, sections, and under them what there is to do, each with its box to tick. */
import type { HandwritingOptions } from '../../domain/handwriting-options';
import { inkColor } from '../../domain/ink-color';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';
import type { WritingProgress } from '../../domain/planner-writer';
import { noteLines } from '../note-lines';
import { repeatsOf } from '../repeats-words';
import { type Block, Flow, type Row } from '../typography/flow';
import { hanOf } from '../typography/font-book';
import { isRightToLeft, type Line, type PlacedRun, plain, type TextStyle } from '../typography/line-layout';
import { PAPER, PdfCanvas, type Role } from '../typography/pdf-canvas';
import { joined, unbroken } from '../typography/text-rows';
import type { Turns } from '../../application/turns';
import { Calendar, PRIORITY_WORDS, grouped, nameOf, whenOf } from '../written-words';
import { Hand } from './hand';
import { PITCH, drawPaper, sheet } from './paper';

const LEFT = 90;
const RIGHT = 48;
/** Sizes of a face whose small letters are small, and of one whose are not. */
const SIZES = {
  cursive: { title: 36, heading: 28, text: 22, small: 18.5 },
  print: { title: 30, heading: 23, text: 18, small: 15 },
} as const;
/** Letters stand a little above the line. */
const ABOVE = 5.5;
const BOX = 24;
/** What a line may grow by as it is written. */
const WAVERING = 24;
/** Beside the space, in ems. */
const APART = 0.05;
const DEFAULT_INK = '#1f3d8a';

interface Writing {
  readonly size: keyof (typeof SIZES)['cursive'];
  readonly indent?: number;
  readonly weight?: number;
  /** A box to tick before the first line, on the side where the text begins: so far in from there. */
  readonly box?: { readonly inset: number; readonly size: number; readonly ticked: boolean };
  readonly underline?: true;
  readonly struck?: boolean;
  readonly keep?: boolean;
  /** Beside a text that runs from right to left: words of ours stand on its side. */
  readonly onRight?: boolean;
}

export class PlannerHandwriting {
  private readonly flow: Flow;
  private readonly calendar: Calendar;
  private readonly ink: string;
  private readonly seed: string;

  static async open(planner: DrawnPlanner, options: HandwritingOptions): Promise<PlannerHandwriting> {
    const canvas = await PdfCanvas.open(
      PAPER.a4,
      {
        title: plain(planner.title),
        ...(planner.ownerName === null ? {} : { author: plain(planner.ownerName) }),
      },
      'en',
      hanOf(`${planner.title} ${planner.description ?? ''}`) ?? 'sc',
    );
    return new PlannerHandwriting(canvas, planner, options);
  }

  private constructor(
    readonly canvas: PdfCanvas,
    private readonly planner: DrawnPlanner,
    private readonly options: HandwritingOptions,
  ) {
    const { width, height } = canvas.paper;
    const { top, lines } = sheet(height);
    this.calendar = new Calendar(planner.timeZone);
    this.ink = inkColor(options.color) ?? DEFAULT_INK;
    this.seed = `${planner.title}${options.style}`;
    this.flow = new Flow(
      canvas,
      { left: LEFT, width: width - LEFT - RIGHT, top, bottom: top + lines * PITCH + 0.01 },
      () => {
        this.furniture();
      },
    );
  }

  /** Steps of the work; between them, what is written so far may be taken from the canvas. */
  async *steps(turns: Turns, progress: WritingProgress): AsyncGenerator<undefined> {
    const { planner, flow } = this;
    flow.add([this.block('H1', this.lines(planner.title, { size: 'title', weight: 600, underline: true }))]);
    const onRight = isRightToLeft(planner.title);
    const facts = [planner.ownerName, ...this.dates()].filter((text) => text !== null);
    flow.add([
      this.block('P', [
        ...this.lines(joined(facts, ' – '), { size: 'small', onRight }),
        ...this.notes(planner.description),
      ]),
    ]);
    yield undefined;
    let done = 0;
    for await (const section of planner.sections()) {
      let heading = this.heading(section);
      for await (const activity of section.activities()) {
        this.place([...heading, this.block('P', this.activity(activity))], section, heading.length > 0);
        heading = [];
        done++;
        await progress(done, planner.summary.activities);
        await turns.pass();
        yield undefined;
      }
      if (heading.length > 0) {
        this.place([...heading, this.block('P', this.lines('nothing yet', { size: 'text' }))], section, true);
      }
      await turns.pass();
      yield undefined;
    }
    for (const _ of this.canvas.finish()) {
      await turns.pass();
      yield undefined;
    }
  }

  private place(blocks: readonly Block[], section: DrawnSection, first: boolean): void {
    this.flow.add(blocks, (top) => {
      if (first) this.canvas.bookmark(plain(section.title), Math.max(0, top - PITCH / 2));
    });
  }

  private dates(): string[] {
    const { earliest, latest } = this.planner.summary;
    if (earliest === null || latest === null) return [];
    const [from, to] = [this.calendar.day(earliest), this.calendar.day(latest)];
    return from === to ? [from] : [`${from} until ${to}`];
  }

  private heading(section: DrawnSection): Block[] {
    const { completedCount, activitiesCount } = section;
    const count = activitiesCount > 0 ? `${grouped(completedCount)} of ${grouped(activitiesCount)} done` : '';
    return [
      {
        role: 'H2',
        space: PITCH,
        rows: [
          ...this.lines(section.title, { size: 'heading', weight: 600, underline: true, keep: true }),
          ...(count === ''
            ? []
            : this.lines(count, { size: 'small', keep: true, onRight: isRightToLeft(section.title) })),
          // The section goes on where its heading is.
          ...this.notes(section.description).map((row, index, all) => ({
            ...row,
            keepWithNext: index < 2 || index > all.length - 3,
          })),
        ],
      },
    ];
  }

  private activity(activity: DrawnActivity): Row[] {
    const words = [
      ...whenOf(activity, this.calendar),
      ...(activity.recurrence === null ? [] : [repeatsOf(activity.recurrence, this.calendar)]),
      ...(activity.priority === 'high' || activity.priority === 'urgent'
        ? [`${PRIORITY_WORDS[activity.priority]}!`]
        : []),
      ...(activity.status === 'in-progress' ? ['in progress'] : []),
      ...activity.assignees.map(nameOf),
      ...activity.tags.map((tag) => `#${tag}`),
    ];
    const onRight = isRightToLeft(activity.title);
    const title = this.lines(activity.title, {
      size: 'text',
      indent: BOX,
      struck: activity.status === 'cancelled',
      box: { inset: 0, size: 12, ticked: activity.status === 'completed' },
    });
    const rows = [
      ...together(title, words.length > 0),
      ...(words.length > 0 ? this.lines(joined(words, ', '), { size: 'small', indent: BOX, onRight }) : []),
      ...this.notes(activity.description, BOX),
      ...activity.checklist.flatMap((item) =>
        this.lines(item.text, {
          size: 'small',
          indent: BOX + 20,
          box: { inset: BOX + 3, size: 9, ticked: item.completed },
        }),
      ),
    ];
    return unbroken(rows, FEW);
  }

  private notes(markdown: string | null, indent = 0): Row[] {
    return noteLines(markdown ?? '').flatMap((line) => {
      const text = line.parts.map((part) => part.text).join('');
      const marked = line.marker === undefined ? text : `${line.marker === '•' ? '–' : line.marker} ${text}`;
      return this.lines(marked, {
        size: 'small',
        indent: indent + line.indent * 14,
        ...(line.heading ? { weight: 600 } : {}),
      });
    });
  }

  private block(role: Role, rows: readonly Row[]): Block {
    return { role, rows, space: 0 };
  }

  private lines(text: string, writing: Writing): Row[] {
    const { style } = this.options;
    const size = SIZES[style][writing.size];
    const font: TextStyle = { typeface: style, size, color: this.ink, weight: writing.weight ?? 400 };
    const { indent = 0, box, onRight } = writing;
    const left = LEFT + indent;
    const width = this.flow.frame.width - indent - WAVERING;
    const shown = plain(text);
    const hand = new Hand(this.seed, shown);
    const direction = onRight === undefined ? undefined : 'ltr';
    return this.canvas.layout.lines([{ text: shown, style: font }], width, direction).map((line, index) => ({
      // What is large takes two lines, as one would by hand.
      height: size > 28 ? PITCH * 2 : PITCH,
      keepWithNext: writing.keep ?? false,
      draw: (top: number) => {
        const base = top + (size > 28 ? PITCH * 2 : PITCH) - ABOVE;
        // From right to left, the text is as far in from the right as it is from the left otherwise.
        const edge = left + width + WAVERING / 2;
        const long = line.width + apart(line) * size;
        const x = line.rightToLeft || onRight ? edge - indent - long : left;
        if (index === 0 && box) {
          const at = line.rightToLeft ? edge - box.inset - box.size : LEFT + box.inset;
          this.box(hand, at, base, box.size, box.ticked);
        }
        this.write(line, x, base, hand);
        if (writing.underline) this.stroke(hand, x, base + 4.5, long, 1.3);
        if (writing.struck) this.stroke(hand, x, base - size * 0.24, long, 1.1);
      },
    }));
  }

  /** Each word a little higher or lower, larger or smaller, steeper or flatter than the one before. */
  private write(line: Line, x: number, base: number, hand: Hand): void {
    let at = x;
    for (const word of wordsOf(line.runs)) {
      const size = 1 + hand.waver() * 0.025;
      const angle = hand.waver() * 0.011;
      const slant = hand.waver() * 0.05;
      const slope = { a: size, b: size * angle, c: size * (slant + angle), d: -size };
      this.canvas.showRuns(word, at + (1 + hand.waver()) * 0.3, base + hand.waver() * 0.9, slope);
      const wide = word.reduce((sum, run) => sum + run.width * run.style.size, 0);
      // Words stand apart enough for a reader to see that they are two.
      at += wide * size + APART * (word[0]?.style.size ?? 0);
    }
  }

  private stroke(hand: Hand, x: number, y: number, width: number, line: number): void {
    const points: number[] = [];
    const steps = Math.max(2, Math.ceil(width / 40));
    for (let i = 0; i <= steps; i++) points.push(x - 1 + ((width + 4) * i) / steps, y + hand.waver() * 1.1);
    this.canvas.polyline(points, this.ink, line);
  }

  private box(hand: Hand, x: number, base: number, size: number, ticked: boolean): void {
    const near = (value: number): number => value + hand.waver() * 0.9;
    const [left, right, top] = [x, x + size, base - size];
    const corners = [left, top, right, top, right, base, left, base].map(near);
    this.canvas.polyline([...corners, (corners[0] ?? left) - 0.5, (corners[1] ?? top) - 0.8], this.ink, 1);
    if (!ticked) return;
    const tick = [
      left + size * 0.2,
      base - size * 0.5,
      left + size * 0.45,
      base - size * 0.12,
      right + size * 0.3,
      top - size * 0.3,
    ];
    this.canvas.polyline(tick.map(near), this.ink, 1.5);
  }

  private furniture(): void {
    const { canvas, ink } = this;
    const { width, height } = canvas.paper;
    const { style, paper } = this.options;
    canvas.decoration(() => {
      drawPaper(canvas, paper);
      const font: TextStyle = { typeface: style, size: SIZES[style].small * 0.85, color: ink, weight: 400 };
      const of = canvas.layout.single('of', font);
      const number = canvas.layout.single(String(canvas.pages), font);
      const middle = width - RIGHT - 34;
      canvas.text(number, middle - of.width / 2 - 4 - number.width, height - 20);
      canvas.text(of, middle - of.width / 2, height - 20);
      canvas.totalPages(middle + of.width / 2 + 4, height - 20, font);
    });
  }
}

/** So many rows of an activity stay together: more would leave too much of a page empty. */
const FEW = 4;

/** No line of a title is alone on its page; one that is very long may go over it. */
function together(rows: readonly Row[], withNext: boolean): Row[] {
  const last = rows.length - 1;
  return rows.map((row, index) => ({
    ...row,
    keepWithNext: index === last ? withNext : last <= 3 || index === 0 || index === last - 1,
  }));
}

/** By how much a line is longer than its letters, in ems: words stand apart. */
function apart({ runs }: Line): number {
  return Math.max(0, wordsOf(runs).length - 1) * APART;
}

function wordsOf(runs: readonly PlacedRun[]): PlacedRun[][] {
  const words: PlacedRun[][] = [];
  let last: number | undefined;
  for (const run of runs) {
    if (run.word === last) words.at(-1)?.push(run);
    else words.push([run]);
    last = run.word;
  }
  return words;
}
