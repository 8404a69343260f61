import { Injectable } from '@nestjs/common';
import type { DomainEventName, DomainEvents } from '@almanac/contracts';
import type { FieldChange, Id } from '@almanac/kernel';
import { appendEvent, type RequestContext, type Transaction } from '@almanac/platform';
import type { Thing } from '../domain/refusals';
import type { Mark } from './ports/planner-ledger';
import type { Resource } from './ports/resource';

/** What a write gives back: the thing as it is now, and the operation's id if anything changed. */
export interface Written {
  resource: Resource;
  operationId: Id | undefined;
}

/** Writes the events of planning into their planner's stream, each at its mark. */
@Injectable()
export class Announcer {
  /** Gives the id of the operation, which is that of the event. */
  announce<Name extends DomainEventName>(
    transaction: Transaction,
    context: RequestContext,
    mark: Mark,
    event: {
      name: Name;
      payload: DomainEvents[Name];
      of: { type: Thing | 'comment'; id: Id; version: number };
      changes?: readonly FieldChange[];
    },
  ): Promise<Id> {
    const stream = { id: mark.plannerId, seq: mark.seq, prev: mark.prev };
    const { name, payload, of, changes } = event;
    return appendEvent(transaction, context, {
      name,
      payload,
      resource: of,
      stream,
      ...(changes === undefined ? {} : { changes }),
    });
  }

  /** Makes one operation of the writes of one request, to be undone together. Gives its id; that of the write if it is one. */
  async group(transaction: Transaction, context: RequestContext, operationIds: readonly Id[]): Promise<Id> {
    const [first] = operationIds;
    if (first === undefined) throw new Error('A group of no writes');
    if (operationIds.length === 1) return first;
    return appendEvent(transaction, context, {
      name: 'operation.grouped',
      payload: { operationIds: [...operationIds] },
      resource: { type: 'operation', id: first },
    });
  }
}
