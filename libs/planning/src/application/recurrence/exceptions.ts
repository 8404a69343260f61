import { Injectable } from '@nestjs/common';
import { conflict, type FieldChange, type Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { ActivityWriter } from '../activity-writer';
import { RecurrenceStore, type ActivityException } from '../ports/recurrence-store';
import { UndoNotes } from '../ports/undo-notes';
import type { OpenSeries } from './series-reader';

/** Exceptions that one series may have. */
const MAX_EXCEPTIONS = 1000;

/** What was known of an occurrence before and after a write, as it is noted for undoing it; null: what its series says. */
export interface ExceptionNote {
  seriesId: Id;
  originalStart: string;
  before: ActivityException | null;
  after: ActivityException | null;
}

/** Writes what single occurrences, which are no activities yet, have of their own. The event is one of the series' head. */
@Injectable()
export class Exceptions {
  constructor(
    private readonly store: RecurrenceStore,
    private readonly writer: ActivityWriter,
    private readonly notes: UndoNotes,
  ) {}

  /**
   * Gives the operation's id.
   * @param after null: the occurrence is as its series says again
   * @throws DomainError CONFLICT where the series has too many
   */
  async write(
    tx: Transaction,
    context: RequestContext,
    { head, place, exceptions }: OpenSeries,
    originalStart: string,
    after: ActivityException | null,
    told: Pick<FieldChange, 'before' | 'after'>,
  ): Promise<Id> {
    const before = exceptions.find((one) => one.originalStart === originalStart) ?? null;
    if (after === null) await this.store.forget(tx, place.id, originalStart);
    else {
      if (before === null && exceptions.length >= MAX_EXCEPTIONS) throw tooMany();
      await this.store.save(tx, head.plannerId, place.id, after);
    }
    const change = { field: `occurrences.${originalStart}`, ...told };
    const { operationId } = await this.writer.touch(tx, context, head, [change]);
    const note: ExceptionNote = { seriesId: place.id, originalStart, before, after };
    await this.notes.write(tx, operationId, { type: 'activity', id: head.id }, JSON.stringify(note));
    return operationId;
  }
}

function tooMany() {
  return conflict(
    `A series may have at most ${MAX_EXCEPTIONS} exceptions; change it from one occurrence on instead`,
  );
}
