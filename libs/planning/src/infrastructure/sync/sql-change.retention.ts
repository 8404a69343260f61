import { Injectable } from '@nestjs/common';
import { Database, statement } from '@almanac/platform';
import { ChangeRetention } from '../../application/ports/change-retention';
import { TOKEN_DAYS } from '../../domain/sync/sync-token';
import { UNDO_HOURS } from '../../domain/undo/operation';

/** Rows in one statement: few enough that no lock is held for long. */
const BATCH = 1000;
const old = `occurred_at < now() - interval '${TOKEN_DAYS} days'`;
const delivered = '(SELECT c.delivered FROM outbox_cursor c) @> o.seq';

/**
 * The history of a planner or a plan lives as long as that: its events are its record. Where the last that is known of
 * it is who lost it, and that is forgotten, its events go too.
 */
const accessChanges = statement<{ count: number }>(
  'sync.forget-access',
  `WITH gone AS (
     DELETE FROM access_changes WHERE (user_id, seq) IN (
       SELECT user_id, seq FROM access_changes WHERE ${old} ORDER BY occurred_at LIMIT $1)
     RETURNING resource_id
   ), events AS (
     DELETE FROM outbox o USING (SELECT DISTINCT resource_id AS id FROM gone) lost
      WHERE o.stream_id = lost.id AND ${delivered} AND NOT EXISTS (SELECT FROM planners p WHERE p.id = lost.id)
        AND NOT EXISTS (SELECT FROM plans p WHERE p.id = lost.id))
   SELECT count(*)::int AS count FROM gone`,
);
/** Of accounts, sign-ins and teams: they are told once, and no history shows them; the audit log has its own record. */
const outsideStreams = statement<{ count: number }>(
  'sync.forget-events',
  `WITH gone AS (
     DELETE FROM outbox WHERE seq IN (
       SELECT o.seq FROM outbox o WHERE o.stream_id IS NULL AND o.${old} AND ${delivered} ORDER BY o.occurred_at LIMIT $1)
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

const undoNotes = statement<{ count: number }>(
  'undo.forget-notes',
  `WITH gone AS (
     DELETE FROM undo_notes WHERE operation_id IN (
       SELECT operation_id FROM undo_notes
        WHERE written_at < now() - interval '${UNDO_HOURS} hours' ORDER BY written_at LIMIT $1)
     RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);

@Injectable()
export class SqlChangeRetention extends ChangeRetention {
  constructor(private readonly database: Database) {
    super();
  }

  override async forget(): Promise<number> {
    let total = 0;
    for (const forget of [accessChanges, outsideStreams, undoNotes]) {
      const [row] = await this.database.query(forget, [BATCH]);
      total += row?.count ?? 0;
    }
    return total;
  }
}
