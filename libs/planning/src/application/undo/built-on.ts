import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { conflict, type DomainError, type FieldChange, type Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import type { JsonObject } from '../../domain/merge-patch';
import { changedSince, overwritten, type Operation } from '../../domain/undo/operation';
import { OperationLog } from '../ports/operation-log';

/** Refuses to undo what somebody has built on, and says by which later write. */
@Injectable()
export class BuiltOn {
  constructor(private readonly log: OperationLog) {}

  /** @throws DomainError CONFLICT unless every field holds what the write put there. */
  async requireKept(tx: Transaction, operation: Operation, current: JsonObject): Promise<void> {
    const lost: readonly FieldChange[] = overwritten(operation.changes, current);
    if (lost.length > 0)
      throw await this.refusal(
        tx,
        operation,
        lost.map(({ field }) => field),
      );
  }

  /** @throws DomainError CONFLICT unless the thing is as the event told of it. */
  async requireUnchanged(
    tx: Transaction,
    operation: Operation,
    told: unknown,
    current: JsonObject,
  ): Promise<void> {
    const fields = changedSince(told, current);
    if (fields.length > 0) throw await this.refusal(tx, operation, fields);
  }

  async refusal(
    tx: Transaction,
    operation: Operation,
    fields: readonly string[],
  ): Promise<DomainError<ErrorCode>> {
    const changed: { field: string; operationId: Id | null }[] = [];
    for (const field of fields) {
      const by = (await this.log.later(tx, operation, field)) ?? (await this.log.later(tx, operation));
      changed.push({ field, operationId: by ?? null });
    }
    return conflict(`It was changed since: ${fields.join(', ')}`, { reason: 'changed-since', changed });
  }
}

/** 409: what the write did is there no more. */
export function undoneOtherwise(message: string): DomainError<ErrorCode> {
  return conflict(message, { reason: 'changed-since', changed: [] });
}

/** 409: so much was written since, or it is so long ago, that what was there before is kept no more. */
export function keptNoMore(): DomainError<ErrorCode> {
  return conflict('What was there before is kept no more', { reason: 'too-old' });
}

/** Whether it gave the thing to somebody: what follows from that does not go back by itself. */
export function handsOn({ changes }: Operation): boolean {
  return changes.some(({ field }) => field === 'ownerId' || field === 'teamId');
}

/** 409: of a kind that cannot be taken back. */
export function notUndoable(message: string): DomainError<ErrorCode> {
  return conflict(message, { reason: 'not-undoable' });
}

/** The id of the write that took another back. @throws DomainError CONFLICT where there was nothing to take back. */
export function written(operationId: Id | undefined): Id {
  if (operationId === undefined) throw undoneOtherwise('There is nothing to undo');
  return operationId;
}
