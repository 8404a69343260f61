import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { NEXT_SEQ, statement, type Transaction } from '@almanac/platform';
import { PlannerLedger, type CountsChange, type Mark } from '../application/ports/planner-ledger';

// In the order of ids, so that two writes over the same planners cannot wait for each other.
const lock = statement<{ planner_id: Id }>(
  'planning.ledger.lock',
  'SELECT planner_id FROM planner_stats WHERE planner_id = ANY($1::uuid[]) ORDER BY planner_id FOR UPDATE',
);

const advance = statement<{ tick: string; last_seq: string; prev_seq: string | null }>(
  'planning.ledger.advance',
  `UPDATE planner_stats
      SET sections_count = sections_count + $2, activities_count = activities_count + $3,
          completed_count = completed_count + $4, structure = structure + $5,
          last_activity_at = clock_timestamp(), tick = tick + 1,
          last_seq = ${NEXT_SEQ}, prev_seq = last_seq
    WHERE planner_id = $1
RETURNING tick, last_seq, prev_seq`,
);

/** The ledger in `planner_stats`: one row a planner. */
@Injectable()
export class SqlPlannerLedger extends PlannerLedger {
  async lock(transaction: Transaction, plannerIds: readonly Id[]): Promise<void> {
    await transaction.query(lock, [[...plannerIds]]);
  }

  async advance(transaction: Transaction, plannerId: Id, change: CountsChange): Promise<Mark> {
    const { sections = 0, activities = 0, completed = 0, structure = false } = change;
    const values = [plannerId, sections, activities, completed, structure ? 1 : 0];
    const [row] = await transaction.query(advance, values);
    if (!row) throw new Error(`planner ${plannerId} has no ledger`);
    return { plannerId, tick: Number(row.tick), seq: row.last_seq, prev: row.prev_seq };
  }
}
