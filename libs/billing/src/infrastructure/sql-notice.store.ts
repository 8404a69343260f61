import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Transaction } from '@almanac/platform';
import { NoticeStore } from '../application/ports/notice-store';

const first = statement<{ key: string }>(
  'billing-notices.first',
  'INSERT INTO billing_notices (user_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key',
);

/** What was told, in PostgreSQL. */
@Injectable()
export class SqlNoticeStore extends NoticeStore {
  async first(tx: Transaction, userId: Id, key: string): Promise<boolean> {
    return (await tx.query(first, [userId, key])).length > 0;
  }
}
