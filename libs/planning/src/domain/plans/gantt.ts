import { escapeHtml, shortened, withoutDirections } from '@almanac/kernel';
import { ganttLayout, type GanttLayout, type GanttRow } from './gantt-layout';
import { axisOf, type Axis } from './gantt-axis';
import type { PlanContent, StepContent } from './plan-content';
import type { Schedule } from './schedule';

/** Sizes in pixels. */
const MARGIN = 24;
const HEAD = 64;
const AXIS = 44;
const ROW = 28;
const BAR = 16;
const LABELS = 270;
const LABEL_LETTERS = 36;
const FOOT = 44;

const STYLE = `
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1f2933}
.title{font-size:18px;font-weight:600}.soft{fill:#616e7c;font-size:11px}.whose{paint-order:stroke;stroke:#fff;stroke-width:3px}.late{fill:#b42318;font-weight:600}
.name{font-size:12px}.month{font-weight:600;font-size:11px}.tick{fill:#616e7c;font-size:10px}
.bar{fill:#7aa5dd}.critical{fill:#d9604c}.milestone{stroke:#fff}.free{fill:#eef1f5}.odd{fill:#f7f9fb}
.grid{stroke:#dfe4ea}.edge{fill:none;stroke:#9aa5b1}.edge-critical{fill:none;stroke:#d9604c;stroke-width:1.5}
.today{stroke:#0b7285;stroke-width:1.5;stroke-dasharray:4 3}.deadline{stroke:#b42318;stroke-width:1.5}`;

/**
 * Draws a schedule as SVG: an axis of months and weeks (or days), days off shaded, a bar for each step with its
 * assignee, the critical path in red, dependencies as arrows, today and the deadline as lines. Of a long plan it draws
 * the first steps by their starts, and says how many are left out. Every text is escaped; there is no script in it.
 */
export function ganttOf(
  plan: PlanContent,
  steps: readonly StepContent[],
  result: Schedule,
  now: number,
): string {
  const layout = ganttLayout(steps, result);
  const axis = axisOf(plan, result, now);
  const height = MARGIN + HEAD + AXIS + layout.rows.length * ROW + FOOT;
  const width = MARGIN * 2 + LABELS + axis.width;
  const parts = [
    `<title>${escaped(plan.title)}</title>`,
    `<desc>${escaped(described(plan, result, layout))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${arrow('a', '#9aa5b1')}${arrow('c', '#d9604c')}</defs>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    head(plan, result),
    background(axis, layout),
    ...layout.edges.map(({ from, to, critical, ofEnd, toEnd }) =>
      edge(axis, from, to, { critical, ofEnd, toEnd }),
    ),
    ...layout.rows.map((row) => rowOf(axis, row)),
    lines(axis, plan, layout, now),
    foot(layout, height),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" lang="en">${parts.join('\n')}</svg>\n`
  );
}

const left = MARGIN + LABELS;
const top = MARGIN + HEAD + AXIS;

function yOf(row: GanttRow): number {
  return top + row.place * ROW;
}

function xOf(axis: Axis, time: number): number {
  return rounded(left + axis.xOf(time));
}

function head(
  { title, deadline, calendar }: PlanContent,
  { start, finish, feasible, lateBy }: Schedule,
): string {
  const zone = calendar.timezone;
  const when = `${dateText(start, zone)} – ${dateText(finish, zone)} (${zone})`;
  const late =
    lateBy > 0 && deadline !== null ? ` · after the deadline of ${dateText(Date.parse(deadline), zone)}` : '';
  const moved = !feasible && late === '' ? ' · a fixed start cannot be kept' : '';
  return (
    `<text class="title" x="${MARGIN}" y="${MARGIN + 18}">${escaped(shortened(title, 90))}</text>` +
    `<text class="soft" x="${MARGIN}" y="${MARGIN + 40}">${escaped(when)}` +
    `<tspan class="late">${escaped(late + moved)}</tspan></text>`
  );
}

/** Stripes of rows, days off, and the axis with its lines. */
function background(axis: Axis, { rows }: GanttLayout): string {
  const bottom = top + rows.length * ROW;
  const stripes = rows
    .filter(({ place }) => place % 2 === 1)
    .map(
      (row) =>
        `<rect class="odd" x="${MARGIN}" y="${yOf(row)}" width="${LABELS + axis.width}" height="${ROW}"/>`,
    );
  const off = axis.off.map(
    ({ from, to }) =>
      `<rect class="free" x="${xOf(axis, from)}" y="${top}" width="${rounded(axis.xOf(to) - axis.xOf(from))}" height="${bottom - top}"/>`,
  );
  const months = axis.months.map(
    ({ at, text }) =>
      `<line class="grid" x1="${xOf(axis, at)}" x2="${xOf(axis, at)}" y1="${top - AXIS}" y2="${bottom}"/>` +
      `<text class="month" x="${xOf(axis, at) + 5}" y="${top - 26}">${text}</text>`,
  );
  const ticks = axis.ticks.map(
    ({ at, text }) =>
      `<line class="grid" x1="${xOf(axis, at)}" x2="${xOf(axis, at)}" y1="${top - 20}" y2="${bottom}"/>` +
      `<text class="tick" x="${xOf(axis, at) + 4}" y="${top - 8}">${text}</text>`,
  );
  const frame = `<path class="grid" fill="none" d="M${MARGIN} ${top}H${left + axis.width}M${MARGIN} ${bottom}H${left + axis.width}"/>`;
  return [...stripes, ...off, ...ticks, ...months, frame].join('');
}

function rowOf(axis: Axis, row: GanttRow): string {
  const { title, start, end, critical, assignee } = row;
  const [y, x] = [yOf(row), xOf(axis, start)];
  const width = Math.max(3, rounded(axis.xOf(end) - axis.xOf(start)));
  const kind = critical ? 'critical' : 'bar';
  const middle = y + ROW / 2;
  const shape =
    start === end
      ? `<path class="${kind} milestone" d="M${x - 7} ${middle}l7 -7 7 7 -7 7z"/>`
      : `<rect class="${kind}" x="${x}" y="${y + (ROW - BAR) / 2}" width="${width}" height="${BAR}" rx="3"/>`;
  const beside = assignee === undefined ? '' : shortened(assignee, 24);
  const after = x + (start === end ? 10 : width) + 8;
  const fits = after + beside.length * 6 < left + axis.width + MARGIN;
  const name = fits
    ? `<text class="soft whose" x="${after}" y="${middle + 4}">${escaped(beside)}</text>`
    : `<text class="soft whose" x="${x - 8}" y="${middle + 4}" text-anchor="end">${escaped(beside)}</text>`;
  return (
    `<g><title>${escaped(row.tooltip)}</title>` +
    `<text class="name" x="${MARGIN + 6}" y="${middle + 4}">${escaped(shortened(title, LABEL_LETTERS))}</text>` +
    `${shape}${beside === '' ? '' : name}</g>`
  );
}

/** From an edge of one bar to an edge of the other, around the bars. */
function edge(
  axis: Axis,
  from: GanttRow,
  to: GanttRow,
  { critical, ofEnd, toEnd }: { critical: boolean; ofEnd: boolean; toEnd: boolean },
): string {
  const [x1, x2] = [xOf(axis, ofEnd ? from.end : from.start), xOf(axis, toEnd ? to.end : to.start)];
  const [y1, y2] = [yOf(from) + ROW / 2, yOf(to) + ROW / 2];
  const out = x1 + (ofEnd ? 7 : -7);
  const into = x2 + (toEnd ? 9 : -9);
  const isClear = toEnd ? into >= out : into >= out || (!ofEnd && into <= out);
  const bend = y1 < y2 ? y2 - ROW / 2 : y2 + ROW / 2;
  const path = isClear ? `H${out}V${y2}H${x2}` : `H${out}V${bend}H${into}V${y2}H${x2}`;
  const kind = critical ? 'edge-critical' : 'edge';
  return `<path class="${kind}" marker-end="url(#${critical ? 'c' : 'a'})" d="M${x1} ${y1}${path}"/>`;
}

function lines(axis: Axis, { deadline }: PlanContent, { rows }: GanttLayout, now: number): string {
  const bottom = top + rows.length * ROW + 6;
  const line = (kind: string, at: number, text: string) =>
    axis.holds(at)
      ? `<g><line class="${kind}" x1="${xOf(axis, at)}" x2="${xOf(axis, at)}" y1="${top - 4}" y2="${bottom}"/>` +
        `<text class="soft" x="${xOf(axis, at)}" y="${bottom + 12}" text-anchor="middle">${text}</text></g>`
      : '';
  return (
    line('today', now, 'today') +
    (deadline === null ? '' : line('deadline', Date.parse(deadline), 'deadline'))
  );
}

function foot({ leftOut }: GanttLayout, height: number): string {
  if (leftOut === 0) return '';
  return `<text class="soft" x="${MARGIN}" y="${height - 14}">… and ${leftOut} more steps that start later; the schedule has them all.</text>`;
}

function described(plan: PlanContent, result: Schedule, layout: GanttLayout): string {
  const zone = plan.calendar.timezone;
  const count = layout.rows.length + layout.leftOut;
  const when = `from ${dateText(result.start, zone)} to ${dateText(result.finish, zone)}`;
  const path = `Critical path: ${layout.criticalTitles.join(', ') || 'none'}.`;
  const late = result.feasible ? '' : ' The deadline or a fixed start cannot be kept.';
  return `Gantt chart of ${count} steps ${when}. ${path}${late}`;
}

function arrow(id: string, color: string): string {
  return (
    `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
    `<path d="M0 .5 8 4 0 7.5z" fill="${color}"/></marker>`
  );
}

function dateText(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(time);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** XML takes no control characters at all but tab and line ends, escaped or not. */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A title of somebody's, which must not turn the dates after it round. */
function escaped(text: string): string {
  return escapeHtml(withoutDirections(text.replace(NOT_XML, ' ')));
}
