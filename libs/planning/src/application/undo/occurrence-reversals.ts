import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import type { Operation } from '../../domain/undo/operation';
import { ActivityStore } from '../ports/activity-store';
import { RecurrenceStore, type ActivityException } from '../ports/recurrence-store';
import { UndoNotes } from '../ports/undo-notes';
import { Exceptions, type ExceptionNote } from '../recurrence/exceptions';
import { SeriesReader } from '../recurrence/series-reader';
import { BuiltOn, keptNoMore, undoneOtherwise } from './built-on';
import { OfActivities } from './of-activities';

/** Takes back that a single occurrence was changed or skipped, as long as it is no activity yet. */
@Injectable()
export class OccurrenceReversals extends OfActivities {
  override readonly byName: OfActivities['byName'] = {
    'activity.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
  };

  constructor(
    store: ActivityStore,
    builtOn: BuiltOn,
    private readonly recurrence: RecurrenceStore,
    private readonly series: SeriesReader,
    private readonly exceptions: Exceptions,
    private readonly notes: UndoNotes,
  ) {
    super(store, builtOn);
  }

  override takes({ changes }: Operation): boolean {
    return changes.some(({ field }) => field.startsWith('occurrences.'));
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { plannerId } = await this.live(tx, operation);
    const [change] = operation.changes;
    const text = await this.notes.find(tx, operation.id);
    if (!change || text === undefined) throw keptNoMore();
    const { seriesId, originalStart, before, after } = JSON.parse(text) as ExceptionNote;
    const here = { seriesId, plannerId };
    const open = await this.series.open(tx, here);
    if (!open) throw undoneOtherwise('Its series has ended');
    const made = await this.recurrence.madeAt(tx, here, originalStart);
    const now = this.series.exceptionAt(open, originalStart) ?? null;
    // What lies before the place that the series has come to never comes any more.
    const passed = Date.parse(originalStart) <= Date.parse(open.place.originalStart);
    if (passed || made !== undefined || !isDeepStrictEqual(own(now), own(after)))
      throw await this.builtOn.refusal(tx, operation, [change.field]);
    const told = { before: change.after, after: change.before };
    return this.exceptions.write(tx, context, open, originalStart, before, told);
  }
}

/** What the series has there instead is noted only once it is an activity, and stays noted when that is taken back. */
function own(exception: ActivityException | null): Omit<ActivityException, 'base'> | null {
  if (exception === null) return null;
  const { originalStart, skipped, content } = exception;
  return { originalStart, skipped, content };
}
