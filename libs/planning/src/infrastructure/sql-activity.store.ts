import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Combiner, Config, Database, statement, type Transaction } from '@almanac/platform';
import {
  ActivityStore,
  type LoadedActivity,
  type MovedTo,
  type Neighbours,
  type NewActivity,
} from '../application/ports/activity-store';
import type { Resource } from '../application/ports/resource';
import type {
  ActivityContent,
  ActivityLocation,
  ActivityMetadata,
  ActivityStatus,
  ActivityType,
  Priority,
} from '../domain/activity';
import type { Attachment } from '../domain/activity-parts/attachments';
import type { ChecklistItem } from '../domain/activity-parts/checklist';
import type { Position } from '../domain/position';
import type { Recurrence } from '../domain/recurrence/recurrence';
import type { SeriesPlace } from '../domain/recurrence/series-place';
import { activityColumns, seriesOf } from './sql/columns.sql';
import { createMany, createOne, createTogether, newActivities } from './sql/create-activity.sql';
import { limitValues } from './sql/limits.sql';
import { oneResource, selectJson, type JsonRow } from './sql/resource-row';

interface ActivityRow {
  id: Id;
  section_id: Id;
  planner_id: Id;
  version: number;
  position: Position;
  title: string;
  description: string | null;
  type: ActivityType;
  status: ActivityStatus;
  priority: Priority;
  due_date: Date | null;
  start_date: Date | null;
  end_date: Date | null;
  completed_at: Date | null;
  tags: string[];
  assignees: Id[];
  checklist: ChecklistItem[];
  blocked_by: Id[];
  attachments: Attachment[];
  metadata: ActivityMetadata;
  location: ActivityLocation | null;
  recurrence: Recurrence | null;
  series: SeriesPlace | null;
  deleted_at: Date | null;
  deleted_with: Id | null;
}

const load = statement<ActivityRow>(
  'planning.activity.load',
  `SELECT id, section_id, planner_id, version, position, title, description, type, status, priority, due_date,
          start_date, end_date, completed_at, tags, assignees, checklist, blocked_by, attachments, metadata, location,
          recurrence,
          ${seriesOf('activities')} AS series, deleted_at, deleted_with
     FROM activities WHERE id = $1`,
);

/** A write of one row that shows it as it is afterwards. */
function write(name: string, set: string): ReturnType<typeof statement<JsonRow>> {
  return statement<JsonRow>(
    `planning.activity.${name}`,
    `WITH written AS (
       UPDATE activities SET ${set}, version = version + 1, updated_at = clock_timestamp(), updated_by = $2
        WHERE id = $1 RETURNING *)
     ${selectJson(activityColumns('w'), 'written w')}`,
  );
}

const update = write(
  'update',
  `title = $3, description = $4, type = $5, status = $6, priority = $7, due_date = $8, start_date = $9,
   end_date = $10, completed_at = $11, tags = $12, metadata = $13, location = $14, assignees = $15, checklist = $16,
   blocked_by = $17, recurrence = $18, series_id = $19, original_start = $20, series_start = $21, series_zone = $22,
   series_number = $23, next_activity_id = $24, attachments = $25`,
);
const move = write(
  'move',
  `section_id = $3, planner_id = $4, position = $5, assignees = $6,
   blocked_by = CASE planner_id WHEN $4 THEN blocked_by ELSE '{}' END`,
);
const touch = write(
  'touch',
  'reminders_count = (SELECT count(*) FROM activity_reminders r WHERE r.activity_id = $1)',
);
const remove = write('remove', 'deleted_at = clock_timestamp(), deleted_with = NULL');
const restore = write('restore', 'deleted_at = NULL, deleted_with = NULL, position = $3');
const resource = statement<JsonRow>(
  'planning.activity.resource',
  selectJson(activityColumns('a'), 'activities a WHERE a.id = $1'),
);

const live = 'a.section_id = $1 AND a.deleted_at IS NULL';
const before = statement<Neighbours & Record<string, unknown>>(
  'planning.activity.before',
  `SELECT a.position AS right, (SELECT max(l.position) FROM activities l
             WHERE l.section_id = $1 AND l.deleted_at IS NULL AND l.position < a.position AND l.id <> $3) AS left
     FROM activities a WHERE ${live} AND a.id = $2`,
);
const after = statement<Neighbours & Record<string, unknown>>(
  'planning.activity.after',
  `SELECT a.position AS left, (SELECT min(r.position) FROM activities r
             WHERE r.section_id = $1 AND r.deleted_at IS NULL AND r.position > a.position AND r.id <> $3) AS right
     FROM activities a WHERE ${live} AND a.id = $2`,
);
const taken = statement<{ taken: boolean; next: Position | null }>(
  'planning.activity.taken',
  `SELECT EXISTS (SELECT 1 FROM activities a WHERE ${live} AND a.position = $2) AS taken,
          (SELECT min(a.position) FROM activities a WHERE ${live} AND a.position > $2) AS next`,
);

/** Activities in PostgreSQL, as they are written. */
@Injectable()
export class SqlActivityStore extends ActivityStore {
  private readonly combiner = new Combiner<NewActivity, string>({
    keyOf: ({ sectionId }) => sectionId,
    run: (activities) => this.createTogether(activities),
  });

  private readonly limits: readonly number[];

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    super();
    this.limits = limitValues(config);
  }

  async create(transaction: Transaction | undefined, activity: NewActivity): Promise<string | undefined> {
    const together = transaction ? undefined : await this.combiner.add(activity);
    if (together !== undefined || activity.kept) return together;
    const [row] = await (transaction ?? this.database).query(createOne, [
      newActivities([activity]),
      this.limits,
    ]);
    return row?.json;
  }

  async createMany(
    transaction: Transaction,
    plannerId: Id,
    activities: readonly NewActivity[],
  ): Promise<string[]> {
    const rows = await transaction.query(createMany, [newActivities(activities), plannerId]);
    return rows.map(({ json }) => json);
  }

  private async createTogether(activities: readonly NewActivity[]): Promise<(string | undefined)[]> {
    const rows = await this.database.query(createTogether, [newActivities(activities), this.limits]);
    const made = new Map(rows.map(({ place, json }) => [place, json]));
    return activities.map((_, place) => made.get(place));
  }

  async load(transaction: Transaction, id: Id): Promise<LoadedActivity | undefined> {
    const [row] = await transaction.query(load, [id]);
    return row && activityOf(row);
  }

  update(transaction: Transaction, id: Id, content: ActivityContent, by: Id): Promise<Resource> {
    return oneResource(transaction, update, [id, by, ...columnsOf(content)]);
  }

  move(transaction: Transaction, id: Id, to: MovedTo): Promise<Resource> {
    const values = [id, to.by, to.sectionId, to.plannerId, to.position, to.assignees];
    return oneResource(transaction, move, values);
  }

  touch(transaction: Transaction, id: Id, by: Id): Promise<Resource> {
    return oneResource(transaction, touch, [id, by]);
  }

  remove(transaction: Transaction, id: Id, by: Id): Promise<Resource> {
    return oneResource(transaction, remove, [id, by]);
  }

  restore(transaction: Transaction, id: Id, position: Position, by: Id): Promise<Resource> {
    return oneResource(transaction, restore, [id, by, position]);
  }

  resource(transaction: Transaction, id: Id): Promise<Resource> {
    return oneResource(transaction, resource, [id]);
  }

  async neighbours(
    transaction: Transaction,
    sectionId: Id,
    at: { before: Id } | { after: Id },
    moved: Id,
  ): Promise<Neighbours | undefined> {
    const [row] = await ('before' in at
      ? transaction.query(before, [sectionId, at.before, moved])
      : transaction.query(after, [sectionId, at.after, moved]));
    return row;
  }

  async taken(transaction: Transaction, sectionId: Id, position: Position) {
    const [row] = await transaction.query(taken, [sectionId, position]);
    return row ?? { taken: false, next: null };
  }
}

function columnsOf(content: ActivityContent): unknown[] {
  const { title, description, type, status, priority, dueDate, startDate, endDate, completedAt, tags } =
    content;
  const metadata = JSON.stringify(content.metadata);
  const location = content.location && JSON.stringify(content.location);
  return [
    ...[title, description, type, status, priority, dueDate, startDate, endDate, completedAt, tags],
    ...[metadata, location, content.assignees, JSON.stringify(content.checklist), content.blockedBy],
    ...recurrenceOf(content),
    JSON.stringify(content.attachments),
  ];
}

function recurrenceOf({ recurrence, series }: ActivityContent): unknown[] {
  const { id, originalStart, start, timeZone, number, nextActivityId } = series ?? {};
  return [
    recurrence && JSON.stringify(recurrence),
    id,
    originalStart,
    start,
    timeZone,
    number,
    nextActivityId,
  ];
}

function activityOf(row: ActivityRow): LoadedActivity {
  const { title, description, type, status, priority, tags, assignees, checklist, metadata, location } = row;
  const { recurrence, series, attachments } = row;
  return {
    id: row.id,
    sectionId: row.section_id,
    plannerId: row.planner_id,
    version: row.version,
    position: row.position,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    deletedWith: row.deleted_with,
    content: {
      ...{ title, description, type, status, priority, tags, assignees, checklist, metadata, location },
      ...{ recurrence, series, attachments },
      blockedBy: row.blocked_by,
      dueDate: row.due_date?.toISOString() ?? null,
      startDate: row.start_date?.toISOString() ?? null,
      endDate: row.end_date?.toISOString() ?? null,
      completedAt: row.completed_at?.toISOString() ?? null,
    },
  };
}
