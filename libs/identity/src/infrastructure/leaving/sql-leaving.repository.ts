import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  LeavingRepository,
  type AccountContact,
  type DueAccount,
} from '../../application/ports/leaving/leaving.repository';
import { pastRestoring } from './restorable.sql';

const changed = 'version = version + 1, authz_version = authz_version + 1, updated_at = now()';
const markDeleted = statement<{ deletedAt: Date }>(
  'leaving.mark-deleted',
  `UPDATE users SET status = 'deleted', deleted_at = now(), ${changed} WHERE id = $1 RETURNING deleted_at AS "deletedAt"`,
);
const unmarkDeleted = statement(
  'leaving.unmark-deleted',
  `UPDATE users SET status = 'active', deleted_at = NULL, ${changed} WHERE id = $1`,
);
const selectContact = statement<AccountContact>(
  'leaving.contact',
  'SELECT email, preferences, deleted_at AS "deletedAt" FROM users WHERE id = $1',
);
const selectDue = statement<DueAccount>(
  'leaving.due',
  `SELECT u.id, u.deleted_at AS "deletedAt" FROM users u
    WHERE ${pastRestoring} AND ($1::timestamptz IS NULL OR (u.deleted_at, u.id) > ($1, $2::uuid))
    ORDER BY u.deleted_at, u.id LIMIT $3`,
);
const lockForPurge = statement<{ id: Id }>(
  'leaving.lock-for-purge',
  `SELECT u.id FROM users u WHERE u.id = $1 AND ${pastRestoring} FOR UPDATE`,
);

@Injectable()
export class SqlLeavingRepository extends LeavingRepository {
  override async markDeleted(tx: Transaction, userId: Id): Promise<Date> {
    const [row] = await tx.query(markDeleted, [userId]);
    if (!row) throw new Error('The account vanished under its lock');
    return row.deletedAt;
  }

  override async unmarkDeleted(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(unmarkDeleted, [userId]);
  }

  override async contact(queryable: Queryable, userId: Id): Promise<AccountContact | undefined> {
    return (await queryable.query(selectContact, [userId]))[0];
  }

  override due(queryable: Queryable, after: DueAccount | undefined, limit: number): Promise<DueAccount[]> {
    return queryable.query(selectDue, [after?.deletedAt ?? null, after?.id ?? null, limit]);
  }

  override async lockForPurge(tx: Transaction, userId: Id): Promise<boolean> {
    return (await tx.query(lockForPurge, [userId])).length > 0;
  }
}
