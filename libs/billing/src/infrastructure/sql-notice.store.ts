import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { NoticeStore } from '../application/ports/notice-store';

const first = statement<{ key: string }>(
  'billing-notices.first',
  'INSERT INTO billing_notices (user_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key',
);
const expire = statement<{ key: string }>(
  'billing-notices.expire',
  `DELETE FROM billing_notices WHERE (user_id, key) IN (
     SELECT user_id, key FROM billing_notices WHERE created_at < now() - make_interval(days => $1)
      ORDER BY created_at LIMIT 1000) RETURNING key`,
);

/** What was told, in PostgreSQL. */
@Injectable()
export class SqlNoticeStore extends NoticeStore {
  async first(tx: Transaction, userId: Id, key: string): Promise<boolean> {
    return (await tx.query(first, [userId, key])).length > 0;
  }

  async expire(queryable: Queryable, days: number): Promise<number> {
    return (await queryable.query(expire, [days])).length;
  }
}
