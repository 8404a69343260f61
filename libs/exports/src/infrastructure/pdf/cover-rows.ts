/** The first page: what the planner is, and how far it has come. */
import type { DrawnPlanner, PlannerSummary } from '../../domain/planner-document';
import { noteLines } from '../note-lines';
import type { Block, Row } from '../typography/flow';
import { aside, cutLine, drawLine, indented, joined, textRows } from '../typography/text-rows';
import { grouped } from '../written-words';
import { type CoverSetting, landscape, spacer } from './cover-setting';
import { mix, sans } from './pdf-theme';
import { progressBar } from './progress-bar';

/** All but the list of sections. */
export function coverBlocks(planner: DrawnPlanner, setting: CoverSetting): Block[] {
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
  const { canvas, theme, column, rightToLeft } = setting;
  const { width } = canvas.paper;
  const band = landscape(setting) ? 56 : 88;
  if (theme.name === 'professional') {
    canvas.fillRect(0, 0, width, 10, theme.accent);
    const left = rightToLeft ? column.left + column.width - 54 : column.left;
    canvas.fillRect(left, landscape(setting) ? 64 : 96, 54, 4, mix(theme.accent, '#ffffff', 0.35));
  }
  if (theme.name === 'colorful') {
    canvas.fillRect(0, 0, width, band, theme.accent);
    canvas.circle(width - 70, 20, 90, mix(theme.accent, '#ffffff', 0.14));
    canvas.circle(width - 190, band + 8, 46, mix(theme.accent, '#ffffff', 0.22));
    canvas.fillRect(0, band, width, 64, '#ffffff');
  }
}

function above(setting: CoverSetting): number {
  if (setting.theme.name === 'minimal') return landscape(setting) ? 16 : 60;
  return landscape(setting) ? 34 : 84;
}

function titleSize(title: string): number {
  if (title.length <= 40) return 32;
  if (title.length <= 90) return 25;
  return title.length <= 180 ? 19 : 15;
}

function factRows(planner: DrawnPlanner, setting: CoverSetting): Row[] {
  const { canvas, theme, calendar, column } = setting;
  const place = aside(setting.rightToLeft);
  const { earliest, latest, takenAt } = planner.summary;
  const dates =
    earliest === null || latest === null ? '' : range(calendar.day(earliest), calendar.day(latest));
  const facts = [planner.ownerName ?? '', dates, `As of ${calendar.moment(takenAt)}`].filter(
    (fact) => fact !== '',
  );
  const rows = textRows(
    canvas,
    [{ text: joined(facts, '   |   '), style: sans(10, theme.soft) }],
    column,
    place,
  );
  const more = [
    ...(planner.archivedAt === null ? [] : [`Archived on ${calendar.day(planner.archivedAt)}`]),
    ...(planner.tags.length > 0
      ? [
          joined(
            planner.tags.map((tag) => `#${tag}`),
            '  ',
          ),
        ]
      : []),
  ];
  return [
    ...rows,
    ...more.flatMap((text) =>
      textRows(canvas, [{ text, style: sans(9.5, theme.accent) }], column, { ...place, before: 2 }),
    ),
  ];
}

const range = (from: string, to: string): string => (from === to ? from : `${from} – ${to}`);

function descriptionRows({ description }: DrawnPlanner, { canvas, theme, column }: CoverSetting): Row[] {
  return noteLines(description ?? '').flatMap((line, index) =>
    textRows(
      canvas,
      [
        ...(line.marker === undefined ? [] : [{ text: `${line.marker} `, style: sans(11, theme.faint) }]),
        ...line.parts.map(({ text, bold }) => ({ text, style: sans(11, theme.ink, bold ? 600 : 400) })),
      ],
      indented(column, line.indent * 12, line.parts),
      { leading: 1.5, before: index === 0 ? 14 : line.spaced ? 6 : 0 },
    ),
  );
}

function progressRows(summary: PlannerSummary, setting: CoverSetting): Row[] {
  const { canvas, theme, column, options, rightToLeft } = setting;
  const place = aside(rightToLeft);
  const label = `${summary.completionRate}% complete`;
  const rows = textRows(canvas, [{ text: label, style: sans(13, theme.accent, 600) }], column, {
    ...place,
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
        rightToLeft,
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
  return [...rows, bar, ...(hint.length > 0 ? textRows(canvas, hint, column, place) : [])];
}

function figureRows(summary: PlannerSummary, setting: CoverSetting): Row[] {
  const { canvas, theme, column, calendar, rightToLeft } = setting;
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
        const place = rightToLeft ? figures.length - 1 - index : index;
        const left = column.left + place * (width + gap);
        if (theme.name === 'minimal') canvas.fillRect(left, top, width, 0.7, theme.ink);
        else canvas.fillRect(left, top, width, 50, mix(theme.accent, '#ffffff', 0.93), 4);
        const inner = { left: left + (theme.name === 'minimal' ? 0 : 9), width: width - 12 };
        const loud = label === 'overdue' && count > 0 && theme.name !== 'minimal' ? '#b42318' : theme.accent;
        drawLine(
          canvas,
          cutLine(canvas, grouped(count), sans(17, loud, 600), inner.width),
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
      ...aside(rightToLeft),
      before: 4,
    },
  );
  return [cells, ...zone];
}
