import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { MAX_REMINDERS, type KeptReminder } from '../../domain/activity-parts/reminder';
import { isObject } from '../../domain/merge-patch';
import type { Operation } from '../../domain/undo/operation';
import { ReminderService } from '../activity-parts/reminder.service';
import { ActivityStore } from '../ports/activity-store';
import { ReminderStore } from '../ports/reminder-store';
import { UndoNotes } from '../ports/undo-notes';
import { BuiltOn, keptNoMore, undoneOtherwise, written } from './built-on';
import { OfActivities } from './of-activities';

/** When each reminder is, by its id. */
type Times = ReadonlyMap<Id, string>;

/**
 * Takes back what was done to the reminders of an activity. One that has gone off meanwhile, at a time that is taken
 * back, waits for its former time again; none goes off twice for the same time.
 */
@Injectable()
export class ReminderReversals extends OfActivities {
  override readonly byName: OfActivities['byName'] = {
    'activity.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
  };

  constructor(
    store: ActivityStore,
    builtOn: BuiltOn,
    private readonly reminders: ReminderStore,
    private readonly service: ReminderService,
    private readonly notes: UndoNotes,
  ) {
    super(store, builtOn);
  }

  override takes({ changes }: Operation): boolean {
    return changes.some(({ field }) => field === 'reminders');
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id } = await this.live(tx, operation);
    const change = operation.changes.find(({ field }) => field === 'reminders');
    const [before, after] = [timesOf(change?.before), timesOf(change?.after)];
    const now = timesOf(await this.reminders.all(tx, id));
    const touched = [...new Set([...before.keys(), ...after.keys()])].filter(
      (one) => before.get(one) !== after.get(one),
    );
    if (touched.some((one) => now.get(one) !== after.get(one)))
      throw await this.builtOn.refusal(tx, operation, ['reminders']);
    const away = touched.filter((one) => !before.has(one));
    const back = await this.kept(
      tx,
      operation,
      touched.filter((one) => before.has(one)),
    );
    const coming = back.filter((one) => !now.has(one.id)).length;
    if (now.size + coming - away.length > MAX_REMINDERS)
      throw undoneOtherwise(`It has ${MAX_REMINDERS} reminders by now`);
    const { operationId } = await this.service.revert(context, id, { back, away });
    return written(operationId);
  }

  private async kept(tx: Transaction, { id }: Operation, ids: readonly Id[]): Promise<KeptReminder[]> {
    if (ids.length === 0) return [];
    const note = await this.notes.find(tx, id);
    if (note === undefined) throw keptNoMore();
    const known = new Map((JSON.parse(note) as KeptReminder[]).map((one) => [one.id, one]));
    return ids.map((one) => {
      const reminder = known.get(one);
      if (!reminder) throw keptNoMore();
      return reminder;
    });
  }
}

/** Whether it has gone off is no change that anybody made. */
function timesOf(reminders: unknown): Times {
  const rows = Array.isArray(reminders) ? reminders.filter(isObject) : [];
  return new Map(
    rows.map(({ id, type, time, offset }) => [String(id), JSON.stringify([type, time, offset])]),
  );
}
