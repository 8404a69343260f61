import { MAX_SECTIONS, Unreadable, type Problems } from '../../domain/imports/reading';
import type { ReadActivity, ReadPlanner, ReadSection } from '../../domain/imports/reading';
import { isInstantText } from '@almanac/kernel';
import { counted } from '../written-words';
import { tableRows, type TableRow } from './table';

/** The columns of our own export first, then what others call them; without blanks and signs, in small letters. */
const names: Readonly<Record<string, readonly string[]>> = {
  number: ['number', 'id', 'key'],
  section: ['section', 'list', 'group', 'category', 'column', 'sectionname', 'listname'],
  title: ['title', 'name', 'task', 'taskname', 'subject', 'summary', 'content', 'activity', 'cardname'],
  description: ['description', 'notes', 'note', 'details', 'body'],
  type: ['type', 'kind'],
  status: ['status', 'state'],
  priority: ['priority'],
  startDate: ['startdate', 'start', 'startsat', 'begin'],
  endDate: ['enddate', 'end', 'endsat'],
  dueDate: ['duedate', 'due', 'deadline', 'dueat'],
  completedAt: ['completedat', 'completed', 'done', 'completiondate'],
  tags: ['tags', 'labels', 'tag', 'label'],
  assignees: ['assignees', 'assignee', 'assignedto'],
  checklist: ['checklist', 'subtasks'],
  progress: ['progress', 'percentcomplete', 'complete'],
  estimatedDuration: ['estimatedduration', 'duration', 'estimate', 'minutes'],
  actualDuration: ['actualduration'],
  location: ['location', 'place'],
  latitude: ['latitude'],
  longitude: ['longitude'],
  recurrence: ['recurrence', 'rrule'],
  blockedBy: ['blockedby', 'dependencies', 'dependson'],
  comments: ['comments'],
};
const canonical = new Map(
  Object.entries(names).flatMap(([name, others]) => others.map((one) => [one, name])),
);

const statuses: Readonly<Record<string, string>> = {
  ...{
    todo: 'pending',
    open: 'pending',
    notstarted: 'pending',
    pending: 'pending',
    inprogress: 'in-progress',
  },
  ...{ doing: 'in-progress', started: 'in-progress', active: 'in-progress', done: 'completed' },
  ...{ completed: 'completed', complete: 'completed', closed: 'completed', cancelled: 'cancelled' },
  canceled: 'cancelled',
};
const priorities: Readonly<Record<string, string>> = {
  ...{ low: 'low', medium: 'medium', normal: 'medium', high: 'high', urgent: 'urgent', critical: 'urgent' },
};

/** Reads a table with a row for each activity: our own export, or one with common names of columns. */
export function readTable(text: string, problems: Problems, planner = 'Imported table'): ReadPlanner {
  const rows = tableRows(text, (name) => canonical.get(name), problems);
  const sections = new Map<string, ReadSection>();
  let titles = 0;
  let assigned = 0;
  for (const row of rows) {
    const title = row.cell('title').trim();
    if (title === '') {
      problems.add(row.line, 'the row has no title');
      continue;
    }
    titles += 1;
    if (row.cell('assignees').trim() !== '') assigned += 1;
    const name = row.cell('section').trim() || 'Tasks';
    const section = sections.get(name) ?? { line: row.line, input: { title: name }, activities: [] };
    sections.set(name, section);
    if (sections.size > MAX_SECTIONS)
      throw new Unreadable(row.line, `there are more than ${MAX_SECTIONS} sections`);
    section.activities.push(activityOf(row, title, problems));
  }
  if (titles === 0 && rows.length > 0)
    throw new Unreadable(1, 'no row has a title; is there a column for it?');
  if (assigned > 0) problems.add(1, `assigned people left out in ${counted(assigned, 'row')}`);
  return { line: 1, input: { title: planner }, sections: [...sections.values()] };
}

function activityOf(row: TableRow, title: string, problems: Problems): ReadActivity {
  const { line } = row;
  const date = (name: string) => dateOf(row, name, problems);
  const number = (name: string) => numberOf(row, name, problems);
  const completed = row.cell('completedAt').trim();
  const status = statusOf(row, completed, problems);
  const [latitude, longitude] = [number('latitude'), number('longitude')];
  const place = row.cell('location').trim();
  const rrule = row.cell('recurrence').trim();
  const key = row.cell('number').trim();
  return {
    line,
    ...(key === '' ? {} : { key }),
    blockedBy: parts(row.cell('blockedBy')),
    ...(status === 'completed' && isInstantText(completed) ? { completedAt: completed } : {}),
    input: {
      title,
      description: row.cell('description') || null,
      ...known('type', row.cell('type'), typeOf),
      status,
      ...known('priority', row.cell('priority'), (text) => priorities[text]),
      ...{ startDate: date('startDate'), endDate: date('endDate'), dueDate: date('dueDate') },
      tags: parts(row.cell('tags')),
      checklist: checklistOf(row.cell('checklist')),
      metadata: {
        ...given('progress', number('progress')),
        ...given('estimatedDuration', number('estimatedDuration')),
        ...given('actualDuration', number('actualDuration')),
      },
      ...(place === '' && latitude === undefined
        ? {}
        : {
            location: {
              ...(place === '' ? {} : { name: place }),
              ...(latitude === undefined || longitude === undefined
                ? {}
                : { coordinates: { latitude, longitude } }),
            },
          }),
      ...(rrule === '' ? {} : { recurrence: { rrule: rrule.replace(/^RRULE:/i, '') } }),
    },
  };

  function known(field: string, text: string, of: (plain: string) => string | undefined): object {
    const plain = plainOf(text);
    if (plain === '') return {};
    const value = of(plain);
    if (value === undefined) problems.add(line, `${field} ${text.slice(0, 50)} is not known`);
    return value === undefined ? {} : { [field]: value };
  }
}

function typeOf(text: string): string | undefined {
  return ['task', 'event', 'note', 'goal'].find((type) => type === text);
}

function statusOf(row: TableRow, completed: string, problems: Problems): string {
  const text = plainOf(row.cell('status'));
  const status = Object.hasOwn(statuses, text) ? statuses[text] : undefined;
  if (text !== '' && status === undefined)
    problems.add(row.line, `status ${row.cell('status').slice(0, 50)} is not known`);
  if (status !== undefined) return status;
  return completed === '' || /^(no|false|0)$/i.test(completed) ? 'pending' : 'completed';
}

/** ISO 8601, also with a blank between day and time. Other forms mean different days to different people. */
function dateOf(row: TableRow, name: string, problems: Problems): string | null {
  const text = row
    .cell(name)
    .trim()
    .replace(/^(\d{4}-\d{2}-\d{2}) +(?=\d{2}:)/, '$1T');
  if (text === '') return null;
  if (isInstantText(text)) return text;
  const shown = String(text).slice(0, 50);
  problems.add(row.line, `${name} ${shown} is no date such as 2026-01-25 or 2026-01-25T15:30`);
  return null;
}

function numberOf(row: TableRow, name: string, problems: Problems): number | undefined {
  const text = row.cell(name).trim().replace(/%$/, '').trim();
  if (text === '') return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  problems.add(row.line, `${name} ${text.slice(0, 50)} is no number`);
  return undefined;
}

function parts(cell: string): string[] {
  const separator = cell.includes(';') ? ';' : ',';
  return [...new Set(cell.split(separator).map((part) => part.trim()))].filter((part) => part !== '');
}

/** A line for each item, with `[x]` before what is done. */
export function checklistOf(cell: string): { text: string; completed: boolean }[] {
  return cell.split(/\r\n|\n|\r/).flatMap((line) => {
    const text = line.replace(/^\s*(?:[-*]\s*)?\[[ xX]?\]\s*/, '').trim();
    return text === '' ? [] : [{ text, completed: /^\s*(?:[-*]\s*)?\[[xX]\]/.test(line) }];
  });
}

function given(name: string, value: number | undefined): object {
  return value === undefined ? {} : { [name]: value };
}

function plainOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
