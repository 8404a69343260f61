import type { z } from 'zod';
import { MAX_ACTIVITIES, MAX_SECTIONS, type Problems, Unreadable } from '../../domain/imports/reading';
import type { ReadActivity, ReadPlanner, ReadSection, Restored } from '../../domain/imports/reading';
import {
  activityInFile,
  PLANNER_FORMAT,
  PLANNER_FORMAT_VERSION,
  plannerInFile,
  sectionInFile,
  type ActivityInFile,
} from '../../domain/planner-file';
import { counted } from '../written-words';
import { listOf, LocatedJson, objectOf, type JsonValue } from './located-json';

const sectionHead = sectionInFile.omit({ activities: true });

/** Reads our own lossless file (domain/planner-file.ts). */
export function readPlannerFile(text: string, problems: Problems): ReadPlanner {
  const json = new LocatedJson(text);
  const file = objectOf(json.value);
  if (file['format'] !== PLANNER_FORMAT)
    throw new Unreadable(json.lineOf(json.value, ['format']), `format must be ${PLANNER_FORMAT}`);
  if (file['formatVersion'] !== PLANNER_FORMAT_VERSION) {
    const line = json.lineOf(json.value, ['formatVersion']);
    throw new Unreadable(line, `formatVersion must be ${PLANNER_FORMAT_VERSION}`);
  }
  for (const name of Object.keys(file))
    if (!['format', 'formatVersion', 'planner', 'sections'].includes(name))
      problems.add(json.lineOf(json.value, [name]), `${name.slice(0, 50)} is not known and was left out`);
  return new PlannerFileReader(json, problems).planner(file);
}

class PlannerFileReader {
  private activitiesCount = 0;

  constructor(
    private readonly json: LocatedJson,
    private readonly problems: Problems,
  ) {}

  planner(file: Record<string, JsonValue>): ReadPlanner {
    const head = this.checked(plannerInFile, file['planner'] ?? null, 'planner');
    if (!head) throw new Unreadable(this.json.lineOf(this.json.value, ['planner']), 'planner cannot be read');
    const sections = listOf(file['sections']);
    if (!Array.isArray(file['sections']))
      throw new Unreadable(this.json.lineOf(this.json.value, ['sections']), 'sections must be a list');
    if (sections.length > MAX_SECTIONS)
      throw new Unreadable(this.json.lineOf(sections), `there are more than ${MAX_SECTIONS} sections`);
    const { archivedAt, ...input } = head;
    const read = sections.map((section, index) => this.section(section, index));
    return { line: this.json.lineOf(file['planner'] ?? null), input, archivedAt, sections: read.flat() };
  }

  private section(value: JsonValue, index: number): ReadSection[] {
    const { activities, ...rest } = objectOf(value);
    const line = this.json.lineOf(value);
    const head = this.checked(sectionHead, rest, `sections[${index}]`, value);
    if (!head) return [];
    const items = listOf(activities);
    this.activitiesCount += items.length;
    if (this.activitiesCount > MAX_ACTIVITIES)
      throw new Unreadable(line, `there are more than ${MAX_ACTIVITIES} activities`);
    const read = items.flatMap((item, place) => {
      const path = `sections[${index}].activities[${place}]`;
      const found = this.checked(activityInFile, item, path);
      return found ? [this.activity(found, item, `${index}.${place}`)] : [];
    });
    return [{ line, input: { ...head }, activities: read }];
  }

  private activity(found: ActivityInFile, value: JsonValue, key: string): ReadActivity {
    const { title, description, type, status, priority, dueDate, startDate, endDate, completedAt } = found;
    const { tags, checklist, blockedBy, reminders, metadata, location, recurrence, series } = found;
    const line = this.json.lineOf(value);
    const others = found.assignees.filter(({ owner }) => !owner).length;
    if (others > 0)
      this.problems.add(
        line,
        `${counted(others, 'assigned person', 'assigned people')} left out: not known here`,
      );
    const foreign = found.comments.filter(({ author }) => author !== null && !author.owner).length;
    if (foreign > 0)
      this.problems.add(line, `${counted(foreign, 'comment')} of other people left without an author`);
    const restored: Restored = {
      metadata,
      assigned: others < found.assignees.length,
      recurrence,
      series: series && { ...series, next: series.next && keyOf(series.next) },
      suggestions: found.suggestions,
      comments: found.comments.map(({ author, text }) => ({ mine: author?.owner === true, text })),
    };
    return {
      ...{ line, key, completedAt, reminders, blockedBy: blockedBy.map(keyOf), restored },
      input: {
        ...{ title, description, type, status, priority, dueDate, startDate, endDate },
        ...{ tags, checklist, metadata, location },
      },
      ...(series ? { exceptions: series.exceptions } : {}),
    };
  }

  /** What is as the format says; else it is told where it is not. */
  private checked<T>(schema: z.ZodType<T>, value: JsonValue, path: string, located = value): T | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const { path: inside, message } of result.error.issues.slice(0, 10)) {
      const at = inside.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
      this.problems.add(this.json.lineOf(located, inside), `${path}${at}: ${message}`);
    }
    return undefined;
  }
}

function keyOf({ section, activity }: { section: number; activity: number }): string {
  return `${section}.${activity}`;
}
