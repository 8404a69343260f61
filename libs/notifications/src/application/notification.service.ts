import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, unseen, type Id } from '@almanac/kernel';
import {
  callerOf,
  invalid,
  seesPersonal,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { NotificationViews, type Reading } from './ports/notification-views';

/** The caller's own list. Of somebody else's notifications not even that they are there is told. */
@Injectable()
export class NotificationService {
  constructor(
    private readonly views: NotificationViews,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** `data` of the list, as JSON text. */
  list(context: RequestContext, filter: { unread: boolean }, page: PageRequest): Promise<string> {
    return this.views.list(context, readerOf(context), filter, page);
  }

  /**
   * Marks as read what is named, all of it or nothing, or everything. Gives how many are unread then.
   * @throws DomainError FORBIDDEN where one of the ids is somebody else's, NOT_FOUND, VALIDATION_ERROR
   */
  async read(
    context: RequestContext,
    { ids, all }: { ids?: readonly Id[] | undefined; all?: boolean | undefined },
  ): Promise<number> {
    const reader = readerOf(context);
    if ((ids === undefined) === (all !== true)) throw oneOfBoth();
    return this.unitOfWork.run(context, async (tx) => {
      if (ids === undefined) await this.views.readAll(tx, reader);
      else if ((await this.views.read(tx, reader, ids)) < ids.length)
        throw await this.unseen(tx, reader, ids);
      return this.views.unread(tx, reader);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async remove(context: RequestContext, id: Id): Promise<void> {
    const reader = readerOf(context);
    await this.unitOfWork.run(context, async (tx) => {
      if (!(await this.views.remove(tx, reader, id))) throw await this.unseen(tx, reader, [id]);
    });
  }

  private async unseen(
    tx: Transaction,
    { userId }: Reading,
    ids: readonly Id[],
  ): Promise<DomainError<ErrorCode>> {
    return unseen('Notification', await this.views.ofOthers(tx, userId, ids));
  }
}

function readerOf(context: RequestContext): Reading {
  const caller = callerOf(context);
  return { userId: caller.userId, personal: seesPersonal(caller) };
}

function oneOfBoth(): DomainError<ErrorCode> {
  return invalid([{ field: 'ids', message: 'give either ids or all: true', rule: 'exclusive' }]);
}
