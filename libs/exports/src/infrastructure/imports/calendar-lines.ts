import { MAX_ACTIVITIES, Unreadable, type Problems } from '../../domain/imports/reading';

/** A component right inside of the calendar, as the lines of its text. */
export interface CalendarBlock {
  kind: string;
  /** Of its BEGIN. */
  line: number;
  /** Unfolded, with BEGIN and END, and with what is inside. */
  lines: string[];
}

const MAX_LINE = 200_000;
const MAX_LINES = 2000;
const MAX_DEPTH = 5;

/**
 * Cuts a calendar (RFC 5545 section 3.4) into its components, with no more of it in hand than the one that is read.
 * Properties of the calendar itself are given as a component of the kind `calendar`, which comes first.
 * @throws Unreadable
 */
export function calendarBlocks(text: string, problems: Problems): CalendarBlock[] {
  const cutter = new BlockCutter(problems);
  for (const { content, line } of unfolded(text)) if (content !== '') cutter.take(content, line);
  return cutter.blocks();
}

/** Follows how components nest, and keeps those that stand in the calendar itself, with all that is in them. */
class BlockCutter {
  private readonly calendar: CalendarBlock = { kind: 'calendar', line: 1, lines: [] };
  private readonly whole = [this.calendar];
  private readonly open: string[] = [];
  private block: CalendarBlock | undefined;
  private isTooLong = false;

  constructor(private readonly problems: Problems) {}

  take(content: string, line: number): void {
    const [, word, name = ''] = /^(BEGIN|END):\s*([A-Za-z0-9-]{1,50})\s*$/i.exec(content) ?? [];
    const kind = name.toLowerCase();
    if (word?.toUpperCase() === 'BEGIN') this.begin(kind, line);
    else if (this.open.length === 0) throw new Unreadable(line, 'there is something outside of the calendar');
    const { lines } = this.block ?? this.calendar;
    if (lines.length >= MAX_LINES || content.length > MAX_LINE) this.isTooLong = true;
    else lines.push(content);
    if (word?.toUpperCase() === 'END') this.end(kind, line);
  }

  blocks(): CalendarBlock[] {
    if (this.open.length > 0) throw new Unreadable(1, 'the calendar does not end');
    if (this.calendar.lines.length === 0) throw new Unreadable(1, 'this is no calendar');
    return this.whole;
  }

  private begin(kind: string, line: number): void {
    this.open.push(kind);
    if (this.open.length > MAX_DEPTH) throw new Unreadable(line, `components nest deeper than ${MAX_DEPTH}`);
    if (this.open[0] !== 'vcalendar')
      throw new Unreadable(line, 'this is no calendar: it must begin with BEGIN:VCALENDAR');
    if (this.open.length !== 2) return;
    this.block = { kind, line, lines: [] };
    this.isTooLong = false;
  }

  private end(kind: string, line: number): void {
    if (this.open.pop() !== kind) throw new Unreadable(line, `END:${kind.toUpperCase()} has no beginning`);
    if (this.open.length !== 1 || !this.block) return;
    if (this.isTooLong) this.problems.add(this.block.line, 'a component is too long');
    else this.whole.push(this.block);
    this.block = undefined;
    // A repetition is one component, and so is each occurrence that is not as the rule says.
    if (this.whole.length > MAX_ACTIVITIES * 2) throw new Unreadable(line, 'there are too many components');
  }
}

/** Lines that begin with a blank go on with the one before (section 3.1). */
function* unfolded(text: string): Generator<{ content: string; line: number }> {
  const breaks = /\r\n|\n|\r/g;
  let waiting: { content: string; line: number } | undefined;
  let line = 0;
  for (let at = 0; at <= text.length;) {
    const found = breaks.exec(text);
    const end = found?.index ?? text.length;
    const piece = text.slice(at, Math.min(end, at + MAX_LINE + 1));
    line += 1;
    if (waiting && /^[ \t]/.test(piece)) {
      if (waiting.content.length <= MAX_LINE) waiting.content += piece.slice(1);
    } else {
      if (waiting) yield waiting;
      waiting = { content: piece.replace(/^\uFEFF/, ''), line };
    }
    at = found ? end + found[0].length : text.length + 1;
  }
  if (waiting) yield waiting;
}
