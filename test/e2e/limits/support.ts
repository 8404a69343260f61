import type { PoolClient } from 'pg';
import type { TestAnswer, TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';

/**
 * Begins a request that has to wait for the lock of this planner, does something in the transaction that has the lock,
 * and lets the request go on: what it has asked before it waited no longer holds.
 */
export async function heldUp(
  app: TestApp,
  plannerId: string,
  begin: () => Promise<TestAnswer>,
  meanwhile: (holder: PoolClient) => Promise<unknown>,
): Promise<TestAnswer> {
  const holder = await app.database.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM planner_stats WHERE planner_id = $1 FOR UPDATE', [plannerId]);
    const answer = begin();
    await eventually(async () => {
      const { rowCount } = await app.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query LIKE '%planner_stats%FOR UPDATE%'`,
      );
      if (rowCount !== 1) throw new Error(`${rowCount} requests wait for the planner`);
    });
    await meanwhile(holder);
    await holder.query('COMMIT');
    return await answer;
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}
