import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { JsonStatement, Snapshot } from '@almanac/platform';
import {
  WholePlanners,
  type Place,
  type WholeActivity,
  type WholePlanner,
  type WholePlannerCounts,
  type WholeSection,
  type WholeSeries,
} from '../../application/ports/whole-planners';
import { defaultSettings, type PlannerContent } from '../../domain/planner';
import type { SectionContent } from '../../domain/section';
import { InStep } from './in-step';
import * as sql from './whole-planner.sql';

type HeadRow = PlannerContent & Pick<WholePlanner, 'ownerId' | 'teamId' | 'teamName' | 'archivedAt'>;
type CountsRow = Omit<WholePlannerCounts, 'earliest' | 'latest'> & {
  earliestDate: string | null;
  latestDate: string | null;
};
type SectionRow = Omit<SectionContent, 'settings'> & {
  id: Id;
  settings: Partial<SectionContent['settings']>;
  activitiesCount: number;
  completedCount: number;
};
interface SeriesRow {
  id: Id;
  originalAt: string;
  startAt: string;
  timeZone: string;
  number: number;
  nextId: Id | null;
  exceptions: (Omit<WholeSeries['exceptions'][number], 'originalStart'> & { originalAt: string })[] | null;
}
type Reminder = WholeActivity['reminders'][number];
type ActivityRow = Omit<
  WholeActivity,
  'place' | 'blockedBy' | 'reminders' | 'series' | 'comments' | 'checklist'
> & {
  sectionId: Id;
  blockedBy: Id[];
  checklist: { text: string; completed: boolean }[];
  reminders: (Omit<Reminder, 'time'> & { remindAt: string | null })[] | null;
  series: SeriesRow | null;
};
interface CommentRow {
  activityId: Id;
  userId: Id;
  text: string;
}
/** Rows: by twenty, a planner costs its reader twice the work. */
const AT_A_TIME = 200;

type Places = ReadonlyMap<Id, Place & { title: string }>;

/** Whole planners from PostgreSQL: five statements, and one more for comments, by cursors. */
@Injectable()
export class SqlWholePlanners extends WholePlanners {
  override async open(snapshot: Snapshot, plannerId: Id): Promise<WholePlanner | undefined> {
    const [head] = await all<HeadRow>(snapshot, sql.head, plannerId);
    if (!head) return undefined;
    const [counts] = await all<CountsRow>(snapshot, sql.counts, plannerId);
    if (!counts) return undefined;
    const { earliestDate: earliest, latestDate: latest, ...rest } = counts;
    const places = new Map(
      (await all<Place & { id: Id; title: string }>(snapshot, sql.places, plannerId)).map(
        ({ id, ...place }) => [id, place],
      ),
    );
    return {
      ...head,
      settings: { ...defaultSettings, ...head.settings },
      counts: { ...rest, earliest, latest },
      sections: () => new Pass(snapshot, plannerId, places).sections(),
    };
  }
}

/** One walk through the planner. */
class Pass {
  private readonly rows: InStep<ActivityRow>;
  private readonly comments: InStep<CommentRow>;
  private readonly series = new Map<Id, number>();

  constructor(
    private readonly snapshot: Snapshot,
    private readonly plannerId: Id,
    private readonly places: Places,
  ) {
    const read = <Row>(statement: JsonStatement) => parsed<Row>(this.snapshot, statement, this.plannerId);
    this.rows = new InStep(read<ActivityRow>(sql.activities), ({ sectionId }) => sectionId);
    this.comments = new InStep(read<CommentRow>(sql.comments), ({ activityId }) => activityId);
  }

  async *sections(): AsyncGenerator<WholeSection> {
    let index = 0;
    for await (const { id, ...section } of parsed<SectionRow>(this.snapshot, sql.sections, this.plannerId)) {
      const here = index;
      yield {
        ...section,
        index,
        settings: { collapsed: false, color: null, icon: null, ...section.settings },
        activities: () => this.activities(id, here, section.activitiesCount),
      };
      index += 1;
    }
  }

  private async *activities(sectionId: Id, section: number, count: number): AsyncGenerator<WholeActivity> {
    let activity = 0;
    for await (const row of this.rows.of(sectionId, count > 0)) {
      yield this.activity(row, { section, activity });
      activity += 1;
    }
  }

  /** Field by field: to spread them takes longer than to read them. */
  private activity(row: ActivityRow, place: Place): WholeActivity {
    return {
      id: row.id,
      place,
      title: row.title,
      description: row.description,
      type: row.type,
      status: row.status,
      priority: row.priority,
      dueDate: row.dueDate,
      startDate: row.startDate,
      endDate: row.endDate,
      completedAt: row.completedAt,
      tags: row.tags,
      assignees: row.assignees,
      checklist: row.checklist.map(({ text, completed }) => ({ text, completed })),
      blockedBy: row.blockedBy.flatMap((id) => this.places.get(id) ?? []),
      reminders: (row.reminders ?? []).map(({ remindAt, ...reminder }) => ({ ...reminder, time: remindAt })),
      metadata: row.metadata,
      location: row.location,
      recurrence: row.recurrence,
      series: row.series && this.place(row.series),
      aiSuggestions: row.aiSuggestions,
      commentsCount: row.commentsCount,
      comments: () => this.comments.of(row.id, row.commentsCount > 0),
    };
  }

  private place({ id, originalAt, startAt, nextId, exceptions, ...row }: SeriesRow): WholeSeries {
    const index = this.series.get(id) ?? this.series.size;
    this.series.set(id, index);
    const next = nextId === null ? undefined : this.places.get(nextId);
    return {
      ...row,
      index,
      originalStart: originalAt,
      start: startAt,
      continued: nextId !== null,
      next: next ? { section: next.section, activity: next.activity } : null,
      exceptions: (exceptions ?? []).map(({ originalAt: originalStart, ...exception }) => ({
        originalStart,
        ...exception,
      })),
    };
  }
}

async function* parsed<Row>(
  snapshot: Snapshot,
  statement: JsonStatement,
  plannerId: Id,
): AsyncGenerator<Row> {
  for await (const text of snapshot.rows(statement, [plannerId], AT_A_TIME)) yield JSON.parse(text) as Row;
}

async function all<Row>(snapshot: Snapshot, statement: JsonStatement, plannerId: Id): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of parsed<Row>(snapshot, statement, plannerId)) rows.push(row);
  return rows;
}
