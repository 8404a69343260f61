/** One activity, as it stands in the PDF of a planner. */
import type { DrawnActivity, ActivityStatus } from '../../domain/planner-document';
import { noteLines } from '../note-lines';
import { repeatsOf } from '../repeats-words';
import {
  aside,
  baseline,
  beside,
  between,
  type Column,
  type Hanging,
  indented,
  joined,
  LEADING,
  textRows,
  unbroken,
} from '../typography/text-rows';
import type { Row } from '../typography/flow';
import { isRightToLeft, type StyledText } from '../typography/line-layout';
import type { PdfCanvas } from '../typography/pdf-canvas';
import { PRIORITY_WORDS, STATUS_WORDS, type Calendar, durationOf, nameOf, whenOf } from '../written-words';
import { type PdfTheme, mix, priorityColor, sans } from './pdf-theme';

const TITLE = 10.5;
const SMALL = 8.5;
const NOTE = 9;
/** What the status mark takes before the title, on the side where that begins. */
const INDENT = 20;
const SEPARATOR = '  ·  ';
/** So many rows of an activity stay together: more would leave too much of a page empty. */
const FEW = 6;

export interface ActivitySetting {
  readonly canvas: PdfCanvas;
  readonly theme: PdfTheme;
  readonly calendar: Calendar;
  /** Of the section. */
  readonly color: string;
  readonly column: Column;
  /** Beside the title. */
  readonly dateWidth: number;
  readonly notes: boolean;
}

/** Beside the status mark. */
interface Body extends Column {
  /** As the title runs: then the mark is on the right, and dates are on the left. */
  readonly rightToLeft: boolean;
}

export function activityRows(activity: DrawnActivity, setting: ActivitySetting): Row[] {
  const rightToLeft = isRightToLeft(activity.title);
  const { left, width } = setting.column;
  const body: Body = { left: rightToLeft ? left : left + INDENT, width: width - INDENT, rightToLeft };
  const details = [
    ...(setting.notes ? noteRows(activity.description ?? '', setting, body) : []),
    ...checklistRows(activity, setting, body),
  ];
  const rows = [...headRows(activity, setting, body, details.length > 0), ...details];
  return [...unbroken(rows, FEW), ruleRow(setting, body)];
}

function headRows(activity: DrawnActivity, setting: ActivitySetting, body: Body, hasMore: boolean): Row[] {
  const { canvas, theme, calendar, dateWidth } = setting;
  const closed = activity.status === 'completed' || activity.status === 'cancelled';
  const when = whenOf(activity, calendar);
  const { rightToLeft } = body;
  const titleWidth = when.length > 0 ? body.width - dateWidth - 14 : body.width;
  const end = body.left + body.width;
  const own: Column = { left: rightToLeft ? end - titleWidth : body.left, width: titleWidth };
  const title = textRows(
    canvas,
    [{ text: activity.title, style: sans(TITLE, closed ? theme.soft : theme.ink, 600) }],
    own,
    { keep: false },
  );
  const dates = brokenAtDashes(when, setting).flatMap((text) =>
    textRows(
      canvas,
      [{ text, style: sans(SMALL, theme.soft) }],
      { left: rightToLeft ? body.left : end - dateWidth, width: dateWidth },
      { ...aside(!rightToLeft), leading: (TITLE * 1.42) / SMALL },
    ),
  );
  // Where the dates go on below the title, what is under the title stands beside them.
  const taller = dates.length > title.length;
  const meta = metaRows(activity, setting, taller ? { ...own, rightToLeft } : body);
  const room = dates.map((row) => ({ ...row, draw: () => undefined }));
  const rows = taller ? beside([...title, ...meta], room, false) : [...beside(title, room, false), ...meta];
  const heads = Math.max(title.length, dates.length);
  // All of the title is read before the dates, where it is on one page.
  const dated = title.length <= FEW ? title.length - 1 : 0;
  const above = sum(rows.slice(0, dated));
  return rows.map((row, index) => ({
    ...row,
    // The title is never alone at the end of a page, nor its last line at the beginning of one.
    keepWithNext:
      index === heads - 1
        ? hasMore || meta.length > 0
        : index < heads && (heads <= FEW || index === 0 || index === heads - 2),
    draw: (top) => {
      if (index === 0) statusMark(activity.status, setting, top + (TITLE * 1.42) / 2, rightToLeft);
      row.draw(top);
      if (index === dated) dates.forEach((date, line) => date.draw(top - above + sum(rows.slice(0, line))));
    },
  }));
}

const sum = (rows: readonly Row[]): number => rows.reduce((height, row) => height + row.height, 0);

/** What is too long for a line goes on with its second date, and not in the middle of one. */
function brokenAtDashes(when: readonly string[], { canvas, theme, dateWidth }: ActivitySetting): string[] {
  return when.flatMap((text) => {
    const [from = '', to] = text.split(' – ');
    if (to === undefined || canvas.layout.single(text, sans(SMALL, theme.soft)).width <= dateWidth)
      return [text];
    return [`${from} –`, to];
  });
}

function metaParts(activity: DrawnActivity, setting: ActivitySetting): StyledText[] {
  const { theme, color, calendar } = setting;
  const soft = sans(SMALL, theme.soft);
  const parts: StyledText[] = [];
  const add = (text: string, style = soft): void => {
    const last = parts.at(-1);
    if (last) {
      parts.push({ text: between(last.text, text, SEPARATOR), style: sans(SMALL, theme.faint) });
    }
    parts.push({ text, style });
  };
  if (activity.status !== 'pending') add(STATUS_WORDS[activity.status], sans(SMALL, color, 600));
  if (activity.priority !== 'medium') {
    const weight = activity.priority === 'low' ? 400 : 600;
    add(PRIORITY_WORDS[activity.priority], sans(SMALL, priorityColor(activity.priority, theme), weight));
  }
  if (activity.assignees.length > 0) add(joined(activity.assignees.map(nameOf), ', '));
  const place = [activity.location?.name, activity.location?.address].filter((text) => text);
  if (place.length > 0) add(place.join(', '));
  if (activity.recurrence !== null) add(repeatsOf(activity.recurrence, calendar));
  const { estimatedDuration, progress } = activity.metadata;
  if (estimatedDuration) add(`About ${durationOf(estimatedDuration)}`);
  if (progress && activity.status !== 'completed') add(`${progress}% done`);
  if (activity.blockedBy.length > 0) add(`After: ${activity.blockedBy.map(({ title }) => title).join('; ')}`);
  if (activity.tags.length > 0)
    add(
      joined(
        activity.tags.map((tag) => `#${tag}`),
        '  ',
      ),
      sans(SMALL, color),
    );
  return parts;
}

function metaRows(activity: DrawnActivity, setting: ActivitySetting, body: Body): Row[] {
  const parts = metaParts(activity, setting);
  return parts.length === 0 ? [] : textRows(setting.canvas, parts, body, aside(body.rightToLeft));
}

function noteRows(markdown: string, { canvas, theme }: ActivitySetting, body: Column): Row[] {
  return noteLines(markdown).flatMap((line, index) => {
    const before = line.spaced ? 4 : index === 0 ? 2 : 0;
    const column = indented(body, line.indent * 12, line.parts);
    const parts = line.parts.map(({ text, bold }) => ({
      text,
      style: sans(NOTE, theme.soft, bold ? 600 : 400),
    }));
    const keep = line.heading ?? false;
    if (line.marker === undefined) return textRows(canvas, parts, column, { before, keep });
    const marker = canvas.layout.single(line.marker, sans(NOTE, theme.faint));
    const hanging: Hanging = {
      width: Math.max(14, marker.width + 4),
      draw: (x, top, rightToLeft) => {
        canvas.text(marker, rightToLeft ? x - marker.width : x, baseline(top, NOTE * LEADING, NOTE));
      },
    };
    return textRows(canvas, parts, column, { before, keep, hanging });
  });
}

function checklistRows(
  { checklist }: DrawnActivity,
  { canvas, theme, color }: ActivitySetting,
  body: Column,
): Row[] {
  return checklist.flatMap((item, index) => {
    const style = sans(NOTE, item.completed ? theme.faint : theme.soft);
    const before = index === 0 ? 3 : 0;
    const hanging: Hanging = {
      width: 14,
      draw: (x, top, rightToLeft) => {
        checkBox(canvas, rightToLeft ? x - 8.5 : x + 1, top + 3, item.completed, color, theme);
      },
    };
    return textRows(canvas, [{ text: item.text, style }], body, { before, hanging });
  });
}

function checkBox(
  canvas: PdfCanvas,
  x: number,
  y: number,
  done: boolean,
  color: string,
  theme: PdfTheme,
): void {
  if (done) {
    canvas.fillRect(x, y, 7.5, 7.5, mix(color, '#ffffff', 0.15), 1.5);
    canvas.polyline([x + 1.7, y + 3.9, x + 3.2, y + 5.5, x + 5.9, y + 2.1], '#ffffff', 1.1);
  } else canvas.strokeRect(x + 0.4, y + 0.4, 6.7, 6.7, theme.faint, 0.8, 1.5);
}

function statusMark(
  status: ActivityStatus,
  { canvas, theme, color, column }: ActivitySetting,
  y: number,
  rightToLeft: boolean,
): void {
  const x = rightToLeft ? column.left + column.width - 6.5 : column.left + 6.5;
  switch (status) {
    case 'completed':
      canvas.circle(x, y, 5.6, color);
      canvas.polyline([x - 2.6, y + 0.2, x - 0.7, y + 2.1, x + 2.7, y - 2], '#ffffff', 1.4);
      return;
    case 'in-progress':
      canvas.circle(x, y, 5, color, 1.2);
      canvas.circle(x, y, 2.4, color);
      return;
    case 'cancelled':
      canvas.circle(x, y, 5, theme.faint, 1.1);
      canvas.polyline([x - 2, y - 2, x + 2, y + 2], theme.faint, 1.1);
      canvas.polyline([x - 2, y + 2, x + 2, y - 2], theme.faint, 1.1);
      return;
    case 'pending':
      canvas.circle(x, y, 5, theme.faint, 1.1);
  }
}

function ruleRow({ canvas, theme }: ActivitySetting, { left, width }: Column): Row {
  return {
    height: 13,
    optional: true,
    draw: (top) => {
      canvas.fillRect(left, top + 6.2, width, 0.5, theme.rule);
    },
  };
}
