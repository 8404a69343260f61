import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { NEXT_SEQ, statement, type Transaction } from '@almanac/platform';
import {
  PlanStore,
  type Plan,
  type PlanMark,
  type StepsText,
} from '../../application/plans/ports/plan-store';
import type { Resource } from '../../application/ports/resource';
import type { PlanContent } from '../../domain/plans/plan-content';
import { oneResource, selectJson, type JsonRow } from '../sql/resource-row';
import { contentOf, PLAN_COLUMNS, type PlanRow } from './plan-row';
import { planColumns } from './plan.sql';

const insert = statement(
  'planning.plan.insert',
  `INSERT INTO plans (id, owner_id, team_id, title, description, starts_at, deadline, status, calendar, steps, steps_count)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
const lock = statement<PlanRow>(
  'planning.plan.lock',
  `SELECT ${PLAN_COLUMNS} FROM plans WHERE id = $1 FOR NO KEY UPDATE`,
);
const hold = statement('planning.plan.hold', 'SELECT FROM plans WHERE id = $1 FOR NO KEY UPDATE');
const update = statement(
  'planning.plan.update',
  `UPDATE plans
      SET title = $2, description = $3, starts_at = $4, deadline = $5, status = $6, calendar = $7,
          steps = coalesce($8::json, steps), steps_count = coalesce($9::int, steps_count),
          version = version + 1, updated_at = clock_timestamp()
    WHERE id = $1`,
);
const setDeleted = statement(
  'planning.plan.set-deleted',
  `UPDATE plans
      SET deleted_at = CASE WHEN $2 THEN clock_timestamp() END, version = version + 1,
          updated_at = clock_timestamp()
    WHERE id = $1`,
);
const mark = statement<{ last_seq: string; prev_seq: string | null }>(
  'planning.plan.mark',
  `UPDATE plans SET last_seq = ${NEXT_SEQ}, prev_seq = last_seq WHERE id = $1 RETURNING last_seq, prev_seq`,
);
const resource = statement<JsonRow>(
  'planning.plan.resource',
  selectJson(planColumns('p'), 'plans p WHERE p.id = $1'),
);
const countOfTeam = statement<{ count: number }>(
  'planning.plan.count-of-team',
  'SELECT count(*)::int AS count FROM plans WHERE team_id = $1 AND deleted_at IS NULL',
);
const takeTrashOfTeam = statement(
  'planning.plan.take-trash-of-team',
  `UPDATE plans SET owner_id = $2, team_id = NULL, version = version + 1
    WHERE team_id = $1 AND deleted_at IS NOT NULL`,
);

/** Plans in PostgreSQL, as they are written. */
@Injectable()
export class SqlPlanStore extends PlanStore {
  async insert(
    transaction: Transaction,
    id: Id,
    owner: { userId: Id } | { teamId: Id },
    content: PlanContent,
    steps: StepsText,
  ): Promise<void> {
    const [userId, teamId] = 'userId' in owner ? [owner.userId, null] : [null, owner.teamId];
    await transaction.query(insert, [id, userId, teamId, ...columnsOf(content), steps.text, steps.count]);
  }

  async lock(transaction: Transaction, id: Id): Promise<Plan | undefined> {
    const [row] = await transaction.query(lock, [id]);
    return row && planOf(row);
  }

  async hold(transaction: Transaction, id: Id): Promise<void> {
    await transaction.query(hold, [id]);
  }

  async update(transaction: Transaction, id: Id, content: PlanContent, steps?: StepsText): Promise<void> {
    await transaction.query(update, [id, ...columnsOf(content), steps?.text ?? null, steps?.count ?? null]);
  }

  async setDeleted(transaction: Transaction, id: Id, deleted: boolean): Promise<void> {
    await transaction.query(setDeleted, [id, deleted]);
  }

  async mark(transaction: Transaction, id: Id): Promise<PlanMark> {
    const [row] = await transaction.query(mark, [id]);
    if (!row) throw new Error(`plan ${id} is not there`);
    return { seq: row.last_seq, prev: row.prev_seq };
  }

  resource(transaction: Transaction, id: Id): Promise<Resource> {
    return oneResource(transaction, resource, [id]);
  }

  async countOfTeam(transaction: Transaction, teamId: Id): Promise<number> {
    const [row] = await transaction.query(countOfTeam, [teamId]);
    return row?.count ?? 0;
  }

  async takeTrashOfTeam(transaction: Transaction, teamId: Id, userId: Id): Promise<void> {
    await transaction.query(takeTrashOfTeam, [teamId, userId]);
  }
}

function columnsOf({ title, description, startsAt, deadline, status, calendar }: PlanContent): unknown[] {
  return [title, description, startsAt, deadline, status, JSON.stringify(calendar)];
}

function planOf(row: PlanRow): Plan {
  const { id, version, steps } = row;
  return { id, version, deletedAt: row.deleted_at?.toISOString() ?? null, steps, content: contentOf(row) };
}
