/** The first page: what the planner is, and how far it has come. */
import type { PlannerDocument, PlannerSummary } from '../../domain/planner-document';
import type { PdfOptions } from '../../domain/pdf-options';
import type { Block, Row } from '../typography/flow';
import type { PdfCanvas } from '../typography/pdf-canvas';
import { type Column, baseline, cutLine, drawLine, over, textRows } from '../typography/text-rows';
import { noteLines } from '../note-lines';
import { type Calendar, counted } from '../written-words';
import { type PdfTheme, mix, sans, sectionColor } from './pdf-theme';

/** What the cover tells of a section. */
export interface SectionLine {
  readonly index: number;
  readonly title: string;
  readonly color: string | null;
  readonly activities: number;
  readonly completed: number;
}

export interface CoverSetting {
  readonly canvas: PdfCanvas;
  readonly theme: PdfTheme;
  readonly calendar: Calendar;
  readonly options: PdfOptions;
  readonly column: Column;
}

const spacer = (height: number, keep = false): Row => ({ height, keepWithNext: keep, draw: () => undefined });

/** All but the list of sections. */
export function coverBlocks(planner: PlannerDocument, setting: CoverSetting): Block[] {
  const { canvas, theme, column } = setting;
  const size = titleSize(planner.title);
  const apart = landscape(setting) ? 16 : 28;
  const title = textRows(canvas, [{ text: planner.title, style: sans(size, theme.accent, 700) }], column, {
    leading: 1.25,
  });
  return [
    { role: 'H1', rows: [spacer(above(setting)), ...title], space: 0 },
    { role: 'P', rows: [...factRows(planner, setting), ...descriptionRows(planner, setting)], space: 8 },
    { role: 'P', rows: progressRows(planner.summary, setting), space: apart },
    { role: 'P', rows: figureRows(planner.summary, setting), space: apart / 2 },
  ];
}

/** Behind the cover's text, before it. */
export function coverDecoration(setting: CoverSetting): void {
  const { canvas, theme, column } = setting;
  const { width } = canvas.paper;
  const band = landscape(setting) ? 56 : 88;
  if (theme.name === 'professional') {
    canvas.fillRect(0, 0, width, 10, theme.accent);
    canvas.fillRect(column.left, landscape(setting) ? 64 : 96, 54, 4, mix(theme.accent, '#ffffff', 0.35));
  }
  if (theme.name === 'colorful') {
    canvas.fillRect(0, 0, width, band, theme.accent);
    canvas.circle(width - 70, 20, 90, mix(theme.accent, '#ffffff', 0.14));
    canvas.circle(width - 190, band + 8, 46, mix(theme.accent, '#ffffff', 0.22));
    canvas.fillRect(0, band, width, 64, '#ffffff');
  }
}

const landscape = ({ canvas }: CoverSetting): boolean => canvas.paper.width > canvas.paper.height;

function above(setting: CoverSetting): number {
  if (setting.theme.name === 'minimal') return landscape(setting) ? 16 : 60;
  return landscape(setting) ? 34 : 84;
}

function titleSize(title: string): number {
  if (title.length <= 40) return 32;
  if (title.length <= 90) return 25;
  return title.length <= 180 ? 19 : 15;
}

function factRows(planner: PlannerDocument, { canvas, theme, calendar, column }: CoverSetting): Row[] {
  const { earliest, latest, takenAt } = planner.summary;
  const dates =
    earliest === null || latest === null ? '' : range(calendar.day(earliest), calendar.day(latest));
  const facts = [planner.ownerName ?? '', dates, `As of ${calendar.moment(takenAt)}`].filter(
    (fact) => fact !== '',
  );
  const rows = textRows(canvas, [{ text: facts.join('   |   '), style: sans(10, theme.soft) }], column);
  const more = [
    ...(planner.archivedAt === null ? [] : [`Archived on ${calendar.day(planner.archivedAt)}`]),
    ...(planner.tags.length > 0 ? [planner.tags.map((tag) => `#${tag}`).join('  ')] : []),
  ];
  return [
    ...rows,
    ...more.flatMap((text) =>
      textRows(canvas, [{ text, style: sans(9.5, theme.accent) }], column, { before: 2 }),
    ),
  ];
}

const range = (from: string, to: string): string => (from === to ? from : `${from} – ${to}`);

function descriptionRows({ description }: PlannerDocument, { canvas, theme, column }: CoverSetting): Row[] {
  return noteLines(description ?? '').flatMap((line, index) =>
    textRows(
      canvas,
      [
        ...(line.marker === undefined ? [] : [{ text: `${line.marker} `, style: sans(11, theme.faint) }]),
        ...line.parts.map(({ text, bold }) => ({ text, style: sans(11, theme.ink, bold ? 600 : 400) })),
      ],
      { left: column.left + line.indent * 12, width: column.width - line.indent * 12 },
      { leading: 1.5, before: index === 0 ? 14 : line.spaced ? 6 : 0 },
    ),
  );
}

function progressRows(summary: PlannerSummary, { canvas, theme, column, options }: CoverSetting): Row[] {
  const label = `${summary.completionRate}% complete`;
  const rows = textRows(canvas, [{ text: label, style: sans(13, theme.accent, 600) }], column, {
    keep: true,
  });
  const bar: Row = {
    height: 16,
    draw: (top) => {
      progressBar(
        canvas,
        { ...column, top: top + 4, height: 8 },
        summary.completionRate / 100,
        theme.accent,
        theme.track,
      );
    },
  };
  const left = [
    ...(options.includeCompleted ? [] : ['what is done']),
    ...(options.includeNotes ? [] : ['notes']),
  ].join(' and ');
  const hint =
    left === ''
      ? []
      : [{ text: `Left out: ${left}. Figures are of the whole planner.`, style: sans(8.5, theme.faint) }];
  return [...rows, bar, ...(hint.length > 0 ? textRows(canvas, hint, column) : [])];
}

function figureRows(summary: PlannerSummary, { canvas, theme, column, calendar }: CoverSetting): Row[] {
  const figures: [number, string][] = [
    [summary.activities, summary.activities === 1 ? 'activity' : 'activities'],
    [summary.byStatus.completed, 'done'],
    [summary.byStatus['in-progress'], 'in progress'],
    [summary.byStatus.pending, 'to do'],
    [summary.overdue, 'overdue'],
    ...(summary.byStatus.cancelled > 0
      ? [[summary.byStatus.cancelled, 'cancelled'] satisfies [number, string]]
      : []),
  ];
  const gap = 8;
  const width = (column.width - gap * (figures.length - 1)) / figures.length;
  const cells: Row = {
    height: 50,
    draw: (top) => {
      figures.forEach(([count, label], index) => {
        const left = column.left + index * (width + gap);
        if (theme.name === 'minimal') canvas.fillRect(left, top, width, 0.7, theme.ink);
        else canvas.fillRect(left, top, width, 50, mix(theme.accent, '#ffffff', 0.93), 4);
        const inner = { left: left + (theme.name === 'minimal' ? 0 : 9), width: width - 12 };
        const loud = label === 'overdue' && count > 0 && theme.name !== 'minimal' ? '#b42318' : theme.accent;
        drawLine(
          canvas,
          cutLine(canvas, count.toLocaleString('en-GB'), sans(17, loud, 600), inner.width),
          inner,
          top + 6,
          22,
        );
        drawLine(canvas, cutLine(canvas, label, sans(8.5, theme.soft), inner.width), inner, top + 29, 13);
      });
    },
  };
  const zone = textRows(
    canvas,
    [{ text: `Times are those of ${calendar.timeZone}.`, style: sans(8.5, theme.faint) }],
    column,
    {
      before: 4,
    },
  );
  return [cells, ...zone];
}

/** The most sections that a cover lists. */
export const MOST_LISTED = 60;
const GLANCE = 19;
/** With room for fewer on the cover itself, the list goes on over the page. */
const FEWEST_LISTED = 3;

/** @param room that is left on the cover, in points */
export function glanceBlocks(
  sections: readonly SectionLine[],
  count: number,
  setting: CoverSetting,
  room: number,
): Block[] {
  const { canvas, theme, column } = setting;
  if (sections.length === 0) {
    const text = 'This planner has no sections yet.';
    return [
      { role: 'P', rows: textRows(canvas, [{ text, style: sans(11, theme.soft) }], column), space: 26 },
    ];
  }
  const heading = textRows(canvas, [{ text: 'Sections', style: sans(12, theme.ink, 600) }], column, {
    keep: true,
  });
  const fitting = Math.floor((room - 50) / GLANCE);
  const listed = fitting >= sections.length || fitting < FEWEST_LISTED ? MOST_LISTED : fitting - 1;
  const rows = sections.slice(0, listed).map((section) => glanceRow(section, setting));
  const rest = count - listed;
  const words = [{ text: `and ${counted(rest, 'more section')}`, style: sans(9.5, theme.soft) }];
  const more = rest > 0 ? textRows(canvas, words, column, { before: 3 }) : [];
  return [
    { role: 'H2', rows: heading, space: landscape(setting) ? 12 : 26 },
    { role: 'P', rows: [...rows, ...more], space: 4 },
  ];
}

const BAR = 96;
const COUNT = 54;

function glanceRow(section: SectionLine, { canvas, theme, column }: CoverSetting): Row {
  const height = GLANCE;
  const color = sectionColor(theme, section);
  const width = column.width - BAR - COUNT - 20;
  const share = section.activities === 0 ? 0 : section.completed / section.activities;
  return {
    height,
    draw: (top) => {
      canvas.fillRect(column.left, top + height - 0.5, column.width, 0.5, theme.rule);
      const title = cutLine(canvas, section.title, sans(9.5, theme.ink), width);
      drawLine(canvas, title, { left: column.left, width }, top, height);
      const bar = {
        left: column.left + column.width - BAR - COUNT,
        width: BAR,
        top: top + height / 2 - 2,
        height: 4,
      };
      progressBar(canvas, bar, share, color, theme.track);
      const count = canvas.layout.single(
        `${section.completed} / ${section.activities}`,
        sans(8.5, theme.soft),
      );
      canvas.text(count, column.left + column.width - count.width, baseline(top, height, 8.5));
      canvas.linkTo(sectionAnchor(section.index), column.left, top, column.width, height);
    },
  };
}

export const sectionAnchor = (index: number): string => `section-${index}`;

export function progressBar(
  canvas: PdfCanvas,
  { left, width, top, height }: { left: number; width: number; top: number; height: number },
  share: number,
  color: string,
  track: string,
): void {
  canvas.fillRect(left, top, width, height, track, height / 2);
  const done = Math.min(1, Math.max(0, share)) * width;
  if (done > 0) canvas.fillRect(left, top, Math.max(done, height), height, color, height / 2);
}

/** The heading of a section, with how far it has come. It stays with what follows. */
export function sectionRows(
  section: SectionLine & { description: string | null },
  { canvas, theme, column }: CoverSetting,
): Row[] {
  const color = sectionColor(theme, section);
  const inset = theme.name === 'colorful' ? 12 : 0;
  const inner = { left: column.left + inset, width: column.width - inset * 2 };
  const share = section.activities === 0 ? 0 : section.completed / section.activities;
  const words = `${section.completed} of ${counted(section.activities, 'activity', 'activities')} done`;
  const head = [
    ...(inset > 0 ? [spacer(7, true)] : []),
    ...textRows(canvas, [{ text: section.title, style: sans(15, color, 700) }], inner, {
      leading: 1.32,
      keep: true,
    }),
    ...textRows(canvas, [{ text: words, style: sans(8.5, theme.soft) }], inner, { keep: true }),
    {
      height: inset > 0 ? 15 : 11,
      keepWithNext: true,
      draw: (top: number) => {
        progressBar(canvas, { ...inner, top: top + 3, height: 3.5 }, share, color, theme.track);
      },
    },
  ];
  const tinted =
    inset === 0
      ? head
      : over(head, (top, height, index) => {
          canvas.fillRect(
            column.left,
            top - (index === 0 ? 0 : 0.2),
            column.width,
            height + 0.2,
            mix(color, '#ffffff', 0.92),
          );
          canvas.fillRect(column.left, top - (index === 0 ? 0 : 0.2), 4, height + 0.2, color);
        });
  const description = noteLines(section.description ?? '').flatMap((line) =>
    textRows(
      canvas,
      line.parts.map(({ text, bold }) => ({ text, style: sans(9.5, theme.soft, bold ? 600 : 400) })),
      { left: column.left + line.indent * 12, width: column.width - line.indent * 12 },
      { before: line.spaced ? 5 : 1 },
    ),
  );
  return [
    ...tinted,
    ...description.map((row, index) => ({
      ...row,
      keepWithNext: index < 3 || index > description.length - 3,
    })),
    spacer(8, true),
  ];
}
