import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  afterCursor,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  utcInstants,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  ReconciliationStore,
  type Difference,
  type Reconciliation,
} from '../application/ports/reconciliation-store';

type Row = Reconciliation & Record<string, unknown>;

/** Shown with a comparison; more are in the database and in the log. */
const MOST_SHOWN = 100;

const begin = statement<Row>(
  'billing-reconciliations.begin',
  `INSERT INTO billing_reconciliations (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id, phase, position`,
);
const open = statement<Row>(
  'billing-reconciliations.open',
  'SELECT id, phase, position FROM billing_reconciliations WHERE finished_at IS NULL',
);
const find = statement<Row>(
  'billing-reconciliations.find',
  'SELECT id, phase, position FROM billing_reconciliations WHERE id = $1',
);
// Of a row that an INSERT has made, and not changed, xmax is 0.
const note = statement<{ isNew: boolean }>(
  'billing-reconciliations.note',
  `WITH noted AS (
     INSERT INTO billing_differences (reconciliation_id, subject, kind, user_id, here, there, repaired)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (reconciliation_id, subject, kind) DO UPDATE SET repaired = true
       WHERE excluded.repaired AND NOT billing_differences.repaired
     RETURNING xmax = 0 AS made, repaired)
   UPDATE billing_reconciliations
      SET differences = differences + (SELECT count(*) FROM noted WHERE made),
          repaired = repaired + (SELECT count(*) FROM noted WHERE noted.repaired)
    WHERE id = $1
   RETURNING EXISTS (SELECT FROM noted WHERE made) AS "isNew"`,
);
const advance = statement<{ id: Id }>(
  'billing-reconciliations.advance',
  `UPDATE billing_reconciliations
      SET phase = $4, position = $5, checked = checked + $6,
          finished_at = CASE WHEN $4 = 'done' THEN clock_timestamp() END
    WHERE id = $1 AND phase = $2 AND position IS NOT DISTINCT FROM $3 RETURNING id`,
);
const expireDifferences = statement(
  'billing-reconciliations.expire-differences',
  `DELETE FROM billing_differences d USING billing_reconciliations r
    WHERE r.id = d.reconciliation_id AND r.started_at < now() - make_interval(days => $1)`,
);
const expire = statement(
  'billing-reconciliations.expire',
  'DELETE FROM billing_reconciliations WHERE started_at < now() - make_interval(days => $1)',
);

const startedAt: SortKey = { expression: 'r.started_at', shown: 'shown."startedAt"', type: 'timestamptz' };
const differences = `coalesce((SELECT json_agg(d) FROM (
  SELECT kind, subject AS "stripeSubscriptionId", user_id AS "userId", here, there, repaired
    FROM billing_differences WHERE reconciliation_id = r.id ORDER BY subject, kind LIMIT ${MOST_SHOWN}) d), '[]')`;
const shown = `r.id AS "id", r.started_at AS "startedAt", r.finished_at AS "finishedAt", r.checked AS "checked",
  r.differences AS "differenceCount", r.repaired AS "repairedCount", ${differences} AS "differences"`;
const show = statement<{ json: string }>(
  'billing-reconciliations.show',
  `SELECT row_to_json(x)::text AS json FROM (SELECT ${shown} FROM billing_reconciliations r WHERE r.id = $1) x`,
);

/** Comparisons in PostgreSQL. */
@Injectable()
export class SqlReconciliationStore extends ReconciliationStore {
  constructor(private readonly database: Database) {
    super();
  }

  async begin(queryable: Queryable): Promise<Reconciliation> {
    const [made] = await queryable.query(begin, [newId()]);
    const run = made ?? (await queryable.query(open, []))[0];
    if (!run) throw new Error('a comparison was begun and is not there');
    return run;
  }

  async find(queryable: Queryable, id: Id): Promise<Reconciliation | undefined> {
    return (await queryable.query(find, [id]))[0];
  }

  async note(queryable: Queryable, id: Id, difference: Difference): Promise<boolean> {
    const { subject, kind, userId, here, there, repaired } = difference;
    const [left, right] = [here, there].map((one) => (one === null ? null : JSON.stringify(one)));
    const values = [id, subject, kind, userId, left, right, repaired];
    return (await queryable.query(note, values))[0]?.isNew ?? false;
  }

  async advance(
    tx: Transaction,
    { id, phase, position }: Reconciliation,
    to: Pick<Reconciliation, 'phase' | 'position'>,
    checked: number,
  ): Promise<boolean> {
    return (await tx.query(advance, [id, phase, position, to.phase, to.position, checked])).length > 0;
  }

  async show(queryable: Queryable, id: Id): Promise<string | undefined> {
    const [row] = await queryable.query(show, [id]);
    return row && utcInstants(row.json);
  }

  list(context: RequestContext, page: PageRequest): Promise<string> {
    const parameters = new Parameters('', page);
    // The first parameter of a list is whose it is: this one is nobody's.
    const from = `billing_reconciliations r WHERE $1 = ''`;
    const rows = `SELECT ${shown} FROM ${from} AND ${afterCursor(startedAt, 'r.id', page, parameters)}
      ${orderBy(startedAt, 'r.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM ${from}`, startedAt, page);
    return runPage(this.database.for(context), 'reconciliations', page, list, parameters.values);
  }

  async expire(queryable: Queryable, days: number): Promise<void> {
    await queryable.query(expireDifferences, [days]);
    await queryable.query(expire, [days]);
  }
}
