import { isInstantText, isTimeZone } from '@almanac/kernel';
import { DateTime } from 'luxon';
import { MAX_ACTIVITIES, MAX_SECTIONS, Unreadable, type Problems } from '../../domain/imports/reading';
import type { ReadActivity, ReadPlanner, ReadSection } from '../../domain/imports/reading';
import { idOf, listOf, LocatedJson, objectOf, textOf, type JsonValue } from './located-json';
import { MAX_TEXT } from './part-weight';
import { tableRows } from './table';

const NO_SECTION = 'Tasks';
/** Labels of a task of the CSV form stand in its text. */
const LABEL = /(?:^|\s)@([^\s@]{1,100})(?=\s|$)/g;
const csvPriorities: Readonly<Record<string, string>> = { 1: 'urgent', 2: 'high', 3: 'medium', 4: 'low' };
/** The other way round than in the CSV form, and than people see it. */
const jsonPriorities: Readonly<Record<number, string>> = { 4: 'urgent', 3: 'high', 2: 'medium', 1: 'low' };

/** Reads what Todoist gives out: a project as a CSV template, or the JSON of its APIs, whole or tasks alone. */
export function readTodoist(text: string, problems: Problems, title = 'Todoist'): ReadPlanner {
  return /^\uFEFF?\s*[{[]/.test(text) ? readJson(text, problems, title) : readTemplate(text, problems, title);
}

const columns: Readonly<Record<string, string>> = {
  ...{ type: 'type', content: 'content', description: 'description', priority: 'priority', indent: 'indent' },
  ...{ author: 'author', responsible: 'responsible', date: 'date', datelang: 'lang', timezone: 'timezone' },
  ...{
    duration: 'duration',
    durationunit: 'unit',
    deadline: 'deadline',
    deadlinelang: 'deadlinelang',
    iscollapsed: 'collapsed',
  },
};

/** The project's name is that of the file alone. */
function readTemplate(text: string, problems: Problems, title: string): ReadPlanner {
  const rows = tableRows(
    text,
    (name) => (Object.hasOwn(columns, name) ? columns[name] : undefined),
    problems,
  );
  const template = new Template(problems);
  for (const row of rows) template.take(row);
  return { line: 1, input: { title }, sections: template.sections };
}

interface TemplateRow {
  line: number;
  cell: (name: string) => string;
}

/** What is under a section, or under a task, comes in the rows after it. */
class Template {
  readonly sections: ReadSection[] = [];
  private parent: ReadActivity | undefined;

  constructor(private readonly problems: Problems) {}

  take(row: TemplateRow): void {
    const content = row.cell('content').trim();
    const type = row.cell('type').trim().toLowerCase();
    if (type === 'section' && content !== '') this.section(row.line, content);
    else if (type === 'note' && this.parent) this.note(this.parent, content);
    else if (type === 'task' && content !== '') this.task(row, content);
    else if (type !== '' && type !== 'meta')
      this.problems.add(row.line, `a row of the type ${type.slice(0, 50)} was left out`);
  }

  private section(line: number, title: string): void {
    this.sections.push({ line, input: { title }, activities: [] });
    if (this.sections.length > MAX_SECTIONS)
      throw new Unreadable(line, `there are more than ${MAX_SECTIONS} sections`);
    this.parent = undefined;
  }

  private note({ input }: ReadActivity, content: string): void {
    input['description'] = withNote(input['description'], content);
  }

  private task(row: TemplateRow, content: string): void {
    if (Number(row.cell('indent')) > 1 && this.parent) {
      (this.parent.input['checklist'] as unknown[]).push({ text: content, completed: false });
      if (row.cell('date').trim() !== '') this.problems.add(row.line, 'the date of a subtask was left out');
      return;
    }
    if (this.sections.length === 0)
      this.sections.push({ line: row.line, input: { title: NO_SECTION }, activities: [] });
    this.parent = taskOf(row, content, this.problems);
    this.sections.at(-1)?.activities.push(this.parent);
  }
}

function taskOf({ line, cell }: TemplateRow, content: string, problems: Problems): ReadActivity {
  const tags = [...content.matchAll(LABEL)].map(([, label = '']) => label);
  const title = content.replaceAll(LABEL, '').trim();
  const zone = cell('timezone').trim();
  return {
    line,
    input: {
      title: title === '' ? content : title,
      description: cell('description') || null,
      priority: csvPriorities[cell('priority').trim()] ?? 'medium',
      tags: [...new Set(tags)],
      checklist: [],
      ...due(line, cell('date').trim() || cell('deadline'), problems, zone),
      ...lengthOf(Number(cell('duration')), cell('unit')),
    },
    ...(isTimeZone(zone) ? { seriesZone: zone } : {}),
  };
}

/**
 * Their dates are words of some language; what is a date in any of them is taken.
 * @param zone whose clock a time without an offset is told by; where it is none that is known, the reader's own
 */
function due(line: number, text: string, problems: Problems, zone = ''): object {
  const date = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) +(?=\d{2}:)/, '$1T');
  if (date === '') return {};
  if (isInstantText(date)) {
    const isLocal = !/T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(date) && isTimeZone(zone);
    return { dueDate: isLocal ? DateTime.fromISO(date, { zone }).toUTC().toISO() : date };
  }
  problems.add(line, `the date "${String(date).slice(0, 50)}" is in words, and was left out`);
  return {};
}

function lengthOf(amount: number, unit: string): object {
  if (!(amount > 0)) return {};
  return { estimatedDuration: Math.round(amount * (unit.startsWith('day') ? 24 * 60 : 1)) };
}

function readJson(text: string, problems: Problems, title: string): ReadPlanner {
  const json = new LocatedJson(text);
  const file = objectOf(json.value);
  const given = Array.isArray(json.value) ? tasksAlone(json.value) : tasksOf(file);
  const items = listOf(given);
  if (!Array.isArray(given)) throw new Unreadable(1, 'there are no items: this is no export of Todoist');
  if (items.length > MAX_ACTIVITIES) throw new Unreadable(1, `there are more than ${MAX_ACTIVITIES} tasks`);
  return new TodoistJson(json, problems).planner(file, items, title);
}

/** `items` of the Sync API, `tasks` of its commands, a page of `results` of API v1. */
function tasksOf(file: Record<string, JsonValue>): JsonValue | undefined {
  return file['items'] ?? file['tasks'] ?? tasksAlone(listOf(file['results']));
}

/** A list of the REST APIs; of lists of other things none has content. */
function tasksAlone(list: readonly JsonValue[]): JsonValue[] | undefined {
  return list.some((one) => textOf(objectOf(one)['content']) !== undefined) ? [...list] : undefined;
}

class TodoistJson {
  private readonly sections = new Map<string, ReadSection>();
  private readonly tasks = new Map<string, ReadActivity>();

  constructor(
    private readonly json: LocatedJson,
    private readonly problems: Problems,
  ) {}

  planner(file: Record<string, JsonValue>, items: readonly JsonValue[], otherwise: string): ReadPlanner {
    const projects = file['project'] === undefined ? listOf(file['projects']) : [file['project']];
    const isMany = projects.length > 1;
    const names = new Map(projects.map((one) => [idOf(objectOf(one)['id']), textOf(objectOf(one)['name'])]));
    for (const [id, name] of names)
      this.section(`project ${id}`, isMany ? (name ?? NO_SECTION) : NO_SECTION, 1);
    this.makeSections(listOf(file['sections']), isMany ? names : new Map());
    const sorted = inOrder(items, 'child_order', 'order');
    for (const item of sorted) if (idOf(objectOf(item)['parent_id']) === undefined) this.task(item);
    for (const item of sorted) if (idOf(objectOf(item)['parent_id']) !== undefined) this.subtask(item);
    for (const note of listOf(file['notes'])) this.note(note);
    const sections = [...this.sections.values()].filter(
      ({ activities, input }) => activities.length > 0 || input['title'] !== NO_SECTION,
    );
    if (sections.length > MAX_SECTIONS)
      throw new Unreadable(1, `there are more than ${MAX_SECTIONS} sections`);
    const title = isMany ? otherwise : ([...names.values()][0] ?? otherwise);
    return { line: 1, input: { title }, sections };
  }

  /** Under the names of their projects, where there are several. */
  private makeSections(
    sections: readonly JsonValue[],
    names: ReadonlyMap<string | undefined, string | undefined>,
  ): void {
    for (const one of inOrder(sections, 'section_order')) {
      const { id, name, project_id: project } = objectOf(one);
      const title = textOf(name) ?? NO_SECTION;
      const of = names.get(idOf(project));
      this.section(
        `section ${idOf(id)}`,
        of === undefined ? title : `${of}: ${title}`,
        this.json.lineOf(one),
      );
    }
  }

  private section(key: string, title: string, line: number): ReadSection {
    const known = this.sections.get(key);
    if (known) return known;
    const section: ReadSection = { line, input: { title }, activities: [] };
    this.sections.set(key, section);
    return section;
  }

  private task(item: JsonValue): void {
    const task = objectOf(item);
    const line = this.json.lineOf(item);
    if (task['is_deleted'] === true || task['is_deleted'] === 1) return;
    const title = textOf(task['content'] ?? task['title']);
    if (title === undefined) {
      this.problems.add(line, 'a task has no content');
      return;
    }
    const section = idOf(task['section_id']);
    const into =
      this.sections.get(`section ${section}`) ??
      this.section(`project ${idOf(task['project_id'])}`, NO_SECTION, line);
    const read = this.activity(task, title, line);
    into.activities.push(read);
    const id = idOf(task['id']);
    if (id !== undefined) this.tasks.set(id, read);
  }

  private activity(task: Record<string, JsonValue>, title: string, line: number): ReadActivity {
    const when = objectOf(task['due']);
    const done = isDone(task);
    const completedAt = textOf(task['completed_at'] ?? task['date_completed']);
    const { amount, unit } = objectOf(task['duration']);
    const date = textOf(when['datetime'] ?? when['date']) ?? textOf(objectOf(task['deadline'])['date']) ?? '';
    if (when['is_recurring'] === true)
      this.problems.add(
        line,
        `"${textOf(when['string']) ?? ''}" is in words: the task comes without its repetition`,
      );
    return {
      line,
      input: {
        title,
        description: textOf(task['description']) ?? null,
        status: done ? 'completed' : 'pending',
        priority: jsonPriorities[Number(task['priority'])] ?? 'medium',
        tags: listOf(task['labels']).flatMap((label) => textOf(label) ?? []),
        checklist: [],
        ...due(line, date, this.problems),
        ...lengthOf(Number(amount), textOf(unit) ?? ''),
      },
      ...(done && completedAt !== undefined && isInstantText(completedAt) ? { completedAt } : {}),
    };
  }

  /** What is under a task is on its checklist, however deep; a task whose parent is not there is one by itself. */
  private subtask(item: JsonValue): void {
    const task = objectOf(item);
    const parent = this.tasks.get(idOf(task['parent_id']) ?? '');
    const text = textOf(task['content']);
    if (!parent || text === undefined) {
      this.task(item);
      return;
    }
    const completed = isDone(task);
    (parent.input['checklist'] as unknown[]).push({ text, completed });
    const id = idOf(task['id']);
    if (id !== undefined) this.tasks.set(id, parent);
    if (task['due']) this.problems.add(this.json.lineOf(item), 'the date of a subtask was left out');
  }

  private note(note: JsonValue): void {
    const { item_id: item, task_id: other, content } = objectOf(note);
    const task = this.tasks.get(idOf(item ?? other) ?? '');
    const text = textOf(content);
    if (!task || text === undefined) return;
    task.input['description'] = withNote(task.input['description'], text);
  }
}

/** What is longer than any description may be grows no further: each note would copy all that is before it. */
function withNote(description: unknown, note: string): string {
  const before = typeof description === 'string' && description.trim() !== '' ? description : '';
  if (before.length > MAX_TEXT) return before;
  return [before, note].filter((part) => part !== '').join('\n\n');
}

function isDone({ checked, is_completed: completed }: Record<string, JsonValue>): boolean {
  return checked === true || checked === 1 || completed === true;
}

function inOrder(items: readonly JsonValue[], ...names: readonly string[]): JsonValue[] {
  const place = (item: JsonValue) => {
    const name = names.find((one) => objectOf(item)[one] !== undefined);
    return name === undefined ? 0 : Number(objectOf(item)[name] ?? 0);
  };
  return [...items].sort((a, b) => place(a) - place(b));
}
