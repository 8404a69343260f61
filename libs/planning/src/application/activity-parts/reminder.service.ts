import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import {
  changedReminder,
  MAX_REMINDERS,
  movesReminder,
  newReminder,
  type KeptReminder,
  type ReminderInput,
} from '../../domain/activity-parts/reminder';
import { notFound, refused } from '../../domain/refusals';
import { ActivityWriter } from '../activity-writer';
import type { Written } from '../announcer';
import { PlannerGate } from '../planner-access/planner-gate';
import { ReminderStore } from '../ports/reminder-store';
import { UndoNotes } from '../ports/undo-notes';
import type { Resource } from '../ports/resource';

/** A reminder as it is now, and the activity that it belongs to. */
export interface ReminderWritten extends Written {
  reminder: Resource;
}

/** Sets, changes and takes away the reminders of an activity. It never sends any. */
@Injectable()
export class ReminderService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
    private readonly store: ReminderStore,
    private readonly notes: UndoNotes,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR where there are enough */
  async add(
    context: RequestContext,
    activityId: Id,
    input: ReminderInput & { type: string },
  ): Promise<ReminderWritten> {
    const id = newId();
    const { userId, timeZone } = callerOf(context);
    const written = await this.write(context, activityId, async (tx, before) => {
      if (before.length >= MAX_REMINDERS) throw tooMany();
      const content = newReminder(input, timeZone);
      await this.store.insert(tx, { id, activityId, userId, content });
    });
    return { ...written, reminder: reminderIn(written.reminders, id) };
  }

  /** Another time arms it again. @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR */
  async change(
    context: RequestContext,
    activityId: Id,
    id: Id,
    patch: ReminderInput,
  ): Promise<ReminderWritten> {
    const written = await this.write(context, activityId, async (tx) => {
      const before = await this.store.load(tx, activityId, id);
      if (!before) throw notFound('reminder');
      const next = changedReminder(before, patch, callerOf(context).timeZone);
      await this.store.update(tx, id, next, movesReminder(before, next));
    });
    return { ...written, reminder: reminderIn(written.reminders, id) };
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  remove(context: RequestContext, activityId: Id, id: Id): Promise<Written> {
    return this.write(context, activityId, async (tx) => {
      if (!(await this.store.load(tx, activityId, id))) throw notFound('reminder');
      await this.store.remove(tx, id);
    });
  }

  /** Has reminders as they were before something was done to them, and takes others away. */
  revert(
    context: RequestContext,
    activityId: Id,
    { back, away }: { back: readonly KeptReminder[]; away: readonly Id[] },
  ): Promise<Written> {
    return this.write(context, activityId, async (tx) => {
      for (const reminder of back) await this.store.putBack(tx, activityId, reminder);
      for (const id of away) await this.store.remove(tx, id);
    });
  }

  private write(
    context: RequestContext,
    activityId: Id,
    work: (tx: Transaction, before: readonly Resource[]) => Promise<void>,
  ): Promise<Written & { reminders: Resource[] }> {
    return this.unitOfWork.run(context, async (tx) => {
      await this.gate.enter(context, tx, 'activity', activityId);
      const activity = await this.writer.live(tx, activityId, { versions: context.expectedVersions });
      const before = await this.store.all(tx, activityId);
      const kept = before.length === 0 ? [] : await this.store.kept(tx, activityId);
      await work(tx, before);
      const reminders = await this.store.all(tx, activityId);
      const changes = [{ field: 'reminders', before, after: reminders }];
      const written = await this.writer.touch(tx, context, activity, changes);
      const lost = lostOf(before, reminders);
      const note = kept.filter(({ id }) => lost.has(id));
      await this.note(tx, activityId, written.operationId, note);
      return { ...written, reminders };
    });
  }

  /** Of those that are no more as they were, also what the event does not tell. */
  private async note(
    tx: Transaction,
    activityId: Id,
    operationId: Id,
    lost: readonly KeptReminder[],
  ): Promise<void> {
    if (lost.length === 0) return;
    await this.notes.write(tx, operationId, { type: 'activity', id: activityId }, JSON.stringify(lost));
  }
}

/** Those that are gone, or not as they were. */
function lostOf(before: readonly Resource[], after: readonly Resource[]): ReadonlySet<unknown> {
  const now = new Map(after.map((one) => [one.id, one]));
  return new Set(before.filter((one) => !isDeepStrictEqual(now.get(one.id), one)).map((one) => one.id));
}

/** @throws DomainError NOT_FOUND */
export function reminderIn(reminders: readonly Resource[], id: Id): Resource {
  const reminder = reminders.find((one) => one.id === id);
  if (!reminder) throw notFound('reminder');
  return reminder;
}

function tooMany() {
  const message = `an activity may have at most ${MAX_REMINDERS} reminders`;
  return refused({ field: 'time', message, rule: 'maxItems' });
}
