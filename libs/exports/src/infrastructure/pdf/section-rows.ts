/** Sections: in the list of the cover, and as they begin. */
import { noteLines } from '../note-lines';
import type { Block, Row } from '../typography/flow';
import { isRightToLeft } from '../typography/line-layout';
import { aside, baseline, cutLine, drawLine, indented, over, textRows } from '../typography/text-rows';
import { counted, grouped } from '../written-words';
import { type CoverSetting, landscape, type SectionLine, spacer } from './cover-setting';
import { mix, sans, sectionColor } from './pdf-theme';
import { progressBar } from './progress-bar';

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
  const place = aside(setting.rightToLeft);
  if (sections.length === 0) {
    const text = 'This planner has no sections yet.';
    return [
      {
        role: 'P',
        rows: textRows(canvas, [{ text, style: sans(11, theme.soft) }], column, place),
        space: 26,
      },
    ];
  }
  const heading = textRows(canvas, [{ text: 'Sections', style: sans(12, theme.ink, 600) }], column, {
    ...place,
    keep: true,
  });
  const fitting = Math.floor((room - 50) / GLANCE);
  const listed = fitting >= sections.length || fitting < FEWEST_LISTED ? MOST_LISTED : fitting - 1;
  const rows = sections.slice(0, listed).map((section) => glanceRow(section, setting));
  const rest = count - listed;
  const words = [{ text: `and ${counted(rest, 'more section')}`, style: sans(9.5, theme.soft) }];
  const more = rest > 0 ? textRows(canvas, words, column, { ...place, before: 3 }) : [];
  return [
    { role: 'H2', rows: heading, space: landscape(setting) ? 12 : 26 },
    { role: 'P', rows: [...rows, ...more], space: 4 },
  ];
}

const BAR = 96;
const COUNT = 54;

function glanceRow(section: SectionLine, setting: CoverSetting): Row {
  const { canvas, theme, column, rightToLeft } = setting;
  const height = GLANCE;
  const color = sectionColor(theme, section);
  const share = section.activities === 0 ? 0 : section.completed / section.activities;
  return {
    height,
    draw: (top) => {
      const words = `${grouped(section.completed)} / ${grouped(section.activities)}`;
      const count = canvas.layout.single(words, sans(8.5, theme.soft));
      const room = Math.max(COUNT, count.width + 10);
      const width = column.width - BAR - room - 20;
      canvas.fillRect(column.left, top + height - 0.5, column.width, 0.5, theme.rule);
      const title = cutLine(canvas, section.title, sans(9.5, theme.ink), width);
      const end = column.left + column.width;
      // In a list all begin on one side, whatever they are written in.
      const align = title.rightToLeft === rightToLeft ? 'left' : 'right';
      drawLine(canvas, title, { left: rightToLeft ? end - width : column.left, width }, top, height, align);
      const bar = {
        left: rightToLeft ? column.left + room : end - BAR - room,
        width: BAR,
        top: top + height / 2 - 2,
        height: 4,
      };
      progressBar(canvas, bar, share, color, theme.track, rightToLeft);
      canvas.text(count, rightToLeft ? column.left : end - count.width, baseline(top, height, 8.5));
      canvas.linkTo(sectionAnchor(section.index), column.left, top, column.width, height);
    },
  };
}

export const sectionAnchor = (index: number): string => `section-${index}`;

/** The heading of a section, with how far it has come. It stays with what follows. */
export function sectionRows(
  section: SectionLine & { description: string | null },
  { canvas, theme, column }: CoverSetting,
): Row[] {
  const color = sectionColor(theme, section);
  const rightToLeft = isRightToLeft(section.title);
  const inset = theme.name === 'colorful' ? 12 : 0;
  const inner = { left: column.left + inset, width: column.width - inset * 2 };
  const share = section.activities === 0 ? 0 : section.completed / section.activities;
  const words = `${grouped(section.completed)} of ${counted(section.activities, 'activity', 'activities')} done`;
  const head = [
    ...(inset > 0 ? [spacer(7, true)] : []),
    ...textRows(canvas, [{ text: section.title, style: sans(15, color, 700) }], inner, {
      leading: 1.32,
      keep: true,
    }),
    ...textRows(canvas, [{ text: words, style: sans(8.5, theme.soft) }], inner, {
      ...aside(rightToLeft),
      keep: true,
    }),
    {
      height: inset > 0 ? 15 : 11,
      keepWithNext: true,
      draw: (top: number) => {
        progressBar(canvas, { ...inner, top: top + 3, height: 3.5 }, share, color, theme.track, rightToLeft);
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
          const edge = rightToLeft ? column.left + column.width - 4 : column.left;
          canvas.fillRect(edge, top - (index === 0 ? 0 : 0.2), 4, height + 0.2, color);
        });
  const description = noteLines(section.description ?? '').flatMap((line) =>
    textRows(
      canvas,
      [
        ...(line.marker === undefined ? [] : [{ text: `${line.marker} `, style: sans(9.5, theme.faint) }]),
        ...line.parts.map(({ text, bold }) => ({ text, style: sans(9.5, theme.soft, bold ? 600 : 400) })),
      ],
      indented(column, line.indent * 12, line.parts),
      { before: line.spaced ? 5 : 1 },
    ),
  );
  return [
    ...tinted,
    ...(inset > 0 && description.length > 0 ? [spacer(6, true)] : []),
    ...description.map((row, index) => ({
      ...row,
      keepWithNext: index < 3 || index > description.length - 3,
    })),
    spacer(8, true),
  ];
}
