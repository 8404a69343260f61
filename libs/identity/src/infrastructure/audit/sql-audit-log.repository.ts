import { Injectable } from '@nestjs/common';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { AuditLogRepository } from '../../application/ports/audit-log.repository';
import type { AuditRecord, ChainLink } from '../../domain/audit/chain';

interface HeadRow {
  seq: string;
  hash: string;
}

/** Every column of an entry, as the domain names it. */
export const auditColumns = `
  seq::float8 AS seq, at, id, actor_type AS "actorType", actor_id AS "actorId", user_id AS "userId", action,
  resource_type AS "resourceType", resource_id AS "resourceId", outcome, ip, user_agent AS "userAgent",
  request_id AS "requestId", before, after, encode(prev_hash, 'hex') AS "prevHash", encode(hash, 'hex') AS hash`;

const lockHead = statement<HeadRow & { at: Date }>(
  'audit.head-lock',
  `SELECT seq, encode(hash, 'hex') AS hash, greatest(at, clock_timestamp()::timestamptz(3)) AS at
     FROM audit_head FOR UPDATE`,
);
const appendEntries = statement(
  'audit.append',
  `WITH entry AS (
     INSERT INTO audit_log (seq, at, id, actor_type, actor_id, user_id, action, resource_type, resource_id, outcome,
                            ip, user_agent, request_id, before, after, prev_hash, hash)
     SELECT seq, at, id, "actorType", "actorId", "userId", action, "resourceType", "resourceId", outcome,
            ip, "userAgent", "requestId", before, after, decode("prevHash", 'hex'), decode(hash, 'hex')
       FROM jsonb_to_recordset($1::jsonb) AS e (
            seq bigint, at timestamptz(3), id uuid, "actorType" text, "actorId" uuid, "userId" uuid, action text,
            "resourceType" text, "resourceId" uuid, outcome text, ip text, "userAgent" text, "requestId" text,
            before jsonb, after jsonb, "prevHash" text, hash text)
      ORDER BY seq
   )
   UPDATE audit_head SET seq = $2, hash = decode($3, 'hex'), at = $4`,
);
const selectEnds = statement<HeadRow & { baseSeq: string; baseHash: string }>(
  'audit.ends',
  `SELECT seq, encode(hash, 'hex') AS hash, base_seq AS "baseSeq", encode(base_hash, 'hex') AS "baseHash"
     FROM audit_head`,
);
const selectAfter = statement<AuditRecord>(
  'audit.after',
  `SELECT ${auditColumns} FROM audit_log WHERE seq > $1 ORDER BY seq, at LIMIT $2`,
);

/** One statement, so that head and entries are of the same moment: those after the head cannot be honest. */
const selectStray = statement<{ seq: string }>(
  'audit.stray',
  `(SELECT a.seq FROM audit_log a WHERE a.seq > (SELECT seq FROM audit_head) OR a.seq <= $1 ORDER BY a.seq LIMIT 1)
   UNION ALL
   (SELECT min(a.seq) FROM audit_log a WHERE a.seq > $1 AND a.seq <= $2 HAVING count(*) > $2 - $1)
   LIMIT 1`,
);
const addMonth = statement<{ made: boolean }>(
  'audit.add-month',
  `SELECT audit_log_add_month(((now() AT TIME ZONE 'UTC')::date + make_interval(months => $1::int))::date) AS made`,
);

@Injectable()
export class SqlAuditLogRepository extends AuditLogRepository {
  override async lockHead(tx: Transaction): Promise<ChainLink & { at: Date }> {
    const [row] = await tx.query(lockHead, []);
    if (!row) throw new Error('The audit log has lost its head');
    return { seq: Number(row.seq), hash: row.hash, at: row.at };
  }

  override async append(tx: Transaction, records: readonly AuditRecord[]): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    await tx.query(appendEntries, [JSON.stringify(records), last.seq, last.hash, last.at]);
  }

  override async addMonth(tx: Transaction, monthsAhead: number): Promise<boolean> {
    return (await tx.query(addMonth, [monthsAhead]))[0]?.made === true;
  }

  override async findEnds(queryable: Queryable): Promise<{ newest: ChainLink; base: ChainLink }> {
    const [row] = await queryable.query(selectEnds, []);
    if (!row) throw new Error('The audit log has lost its head');
    return {
      newest: { seq: Number(row.seq), hash: row.hash },
      base: { seq: Number(row.baseSeq), hash: row.baseHash },
    };
  }

  override async findStray(queryable: Queryable, base: number, newest: number): Promise<number | undefined> {
    const [row] = await queryable.query(selectStray, [base, newest]);
    return row ? Number(row.seq) : undefined;
  }

  override findAfter(queryable: Queryable, seq: number, limit: number): Promise<AuditRecord[]> {
    return queryable.query(selectAfter, [seq, limit]);
  }
}
