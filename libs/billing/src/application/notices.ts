import { Injectable } from '@nestjs/common';
import type { BillingNotice } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import { appendEvent, type RequestContext, type Transaction } from '@almanac/platform';
import { NoticeStore } from './ports/notice-store';

/** Has people told of what concerns them, each fact once, however often it is found. */
@Injectable()
export class Notices {
  constructor(private readonly store: NoticeStore) {}

  /** @param key names the fact, among all of the person's */
  async tell(
    tx: Transaction,
    context: RequestContext,
    userId: Id,
    key: string,
    notice: BillingNotice,
  ): Promise<void> {
    if (!(await this.store.first(tx, userId, key))) return;
    await appendEvent(tx, context, {
      name: 'billing.noticed',
      payload: { userId, notice },
      resource: { type: 'user', id: userId },
    });
  }
}
