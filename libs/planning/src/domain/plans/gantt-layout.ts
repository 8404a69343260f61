import type { StepContent } from './plan-content';
import type { Schedule } from './schedule';

/** A step as it is drawn. */
export interface GanttRow {
  /** Counted from the top. */
  place: number;
  title: string;
  start: number;
  end: number;
  critical: boolean;
  assignee: string | undefined;
  tooltip: string;
}

export interface GanttEdge {
  from: GanttRow;
  to: GanttRow;
  critical: boolean;
  ofEnd: boolean;
  toEnd: boolean;
}

export interface GanttLayout {
  rows: GanttRow[];
  edges: GanttEdge[];
  leftOut: number;
  criticalTitles: string[];
}

/** More rows make a picture that nobody scrolls through, and megabytes. */
const MAX_ROWS = 500;
const MAX_EDGES = 2000;
/** Of the critical path in the description. */
const MAX_TITLES = 50;

/** Which steps are drawn, in which order, and what connects them. */
export function ganttLayout(steps: readonly StepContent[], result: Schedule): GanttLayout {
  const scheduled = new Map(result.steps.map((step) => [step.id, step]));
  const path = new Set(result.criticalPath);
  const all = steps.flatMap((step, place) => {
    const times = scheduled.get(step.id);
    return times ? [{ step, times, place }] : [];
  });
  all.sort((a, b) => a.times.start - b.times.start || a.times.end - b.times.end || a.place - b.place);
  const rows = new Map<string, GanttRow>();
  for (const { step, times } of all.slice(0, MAX_ROWS)) {
    const { start, end, critical, assignee } = times;
    const when = `${new Date(start).toISOString()} – ${new Date(end).toISOString()}`;
    const whose = assignee === undefined ? '' : `, ${assignee}`;
    const tooltip = `${step.title} (${when}${whose})`;
    rows.set(step.id, { place: rows.size, title: step.title, start, end, critical, assignee, tooltip });
  }
  const edges = all.flatMap(({ step }) => edgesOf(step, rows, path)).slice(0, MAX_EDGES);
  return {
    rows: [...rows.values()],
    edges: edges.sort((a, b) => Number(a.critical) - Number(b.critical)),
    leftOut: Math.max(0, all.length - MAX_ROWS),
    criticalTitles: titlesOf(steps, result.criticalPath),
  };
}

function edgesOf(
  step: StepContent,
  rows: ReadonlyMap<string, GanttRow>,
  path: ReadonlySet<string>,
): GanttEdge[] {
  const to = rows.get(step.id);
  if (!to) return [];
  return step.dependsOn.flatMap(({ id, type }) => {
    const from = rows.get(id);
    if (!from) return [];
    const ends = { ofEnd: type === 'FS' || type === 'FF', toEnd: type === 'FF' || type === 'SF' };
    return [{ from, to, critical: path.has(id) && path.has(step.id), ...ends }];
  });
}

function titlesOf(steps: readonly StepContent[], path: readonly string[]): string[] {
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  const told = path.slice(0, MAX_TITLES).map((id) => titles.get(id) ?? id);
  return path.length > MAX_TITLES ? [...told, `and ${path.length - MAX_TITLES} more`] : told;
}
