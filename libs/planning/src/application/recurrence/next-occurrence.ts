import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { callerOf, type RequestContext, type Transaction } from '@almanac/platform';
import type { Activity, ActivityContent } from '../../domain/activity';
import { contentOfOccurrence, type OwnContent } from '../../domain/recurrence/occurrence-content';
import { placeAfter, type SeriesPlace } from '../../domain/recurrence/series-place';
import { ActivityStore } from '../ports/activity-store';
import { RecurrenceStore, type ActivityException } from '../ports/recurrence-store';
import { UndoNotes } from '../ports/undo-notes';

/** The next occurrence of what was just completed, as it will be. */
export interface Follower {
  id: Id;
  content: ActivityContent;
  /** What it has of its own, if it has. */
  exception: ActivityException | undefined;
}

/** What undoing an operation needs to know of its series. */
interface SeriesNote {
  /** The place that it gave up for another one. */
  left: SeriesPlace | null;
  /** The series that began instead; null: none did. */
  takenId: Id | null;
  /** Whether it took the next occurrence away, so that undoing it makes that again. */
  alone: boolean;
}

/** What a change that gives back what was before has to heed. */
export interface Former {
  /** Where it goes on; nothing where it cannot, as something came after. */
  place: (now: SeriesPlace | null) => SeriesPlace | undefined;
  /** Whether the next occurrence was there. */
  followed: boolean;
}

/**
 * Makes the next occurrence of what is completed, in the same transaction, under the planner's lock. Whatever has
 * made its next never makes another, and a series never has two activities for one occurrence.
 */
@Injectable()
export class NextOccurrence {
  constructor(
    private readonly activities: ActivityStore,
    private readonly store: RecurrenceStore,
    private readonly notes: UndoNotes,
  ) {}

  zoneOf(tx: Transaction, of: { plannerId: Id } | { activityId: Id }): Promise<string | undefined> {
    return this.store.zoneOf(tx, of);
  }

  /** The exceptions of a series go into another planner with the activity that it goes on from, and with no other. */
  async moved(tx: Transaction, { content: { series } }: Activity, plannerId: Id): Promise<void> {
    if (series?.nextActivityId === null) await this.store.moved(tx, { seriesId: series.id, plannerId });
  }

  /** Notes what an operation did to the series: the exceptions of one that it gave up stay, for whoever undoes it. */
  async note(
    tx: Transaction,
    operationId: Id,
    activityId: Id,
    { before, next, alone }: { before: SeriesPlace | null; next: SeriesPlace | null; alone: boolean },
  ): Promise<void> {
    const left = before?.id === next?.id ? null : before;
    if (left === null && !alone) return;
    const note: SeriesNote = { left, takenId: next?.id ?? null, alone };
    await this.notes.write(tx, operationId, { type: 'activity', id: activityId }, JSON.stringify(note));
  }

  /** What was before the operation. */
  async former(tx: Transaction, operationId: Id): Promise<Former> {
    const text = await this.notes.find(tx, operationId);
    if (text === undefined) return { place: () => undefined, followed: false };
    const { left, takenId, alone } = JSON.parse(text) as SeriesNote;
    const place = (now: SeriesPlace | null) => {
      const untouched = takenId === (now?.id ?? null) && (now?.nextActivityId ?? null) === null;
      return left !== null && untouched ? left : undefined;
    };
    return { place, followed: alone };
  }

  /**
   * What follows if this change completes an occurrence, or `skips` it: nothing for other changes, for what has made
   * its next already, and where the series ends.
   */
  async plan(
    tx: Transaction,
    before: ActivityContent,
    next: ActivityContent,
    { skips }: { skips: boolean },
  ): Promise<Follower | undefined> {
    const { recurrence, series } = next;
    const leaves = skips || (before.status !== 'completed' && next.status === 'completed');
    if (!leaves || !recurrence || series?.nextActivityId !== null) return undefined;
    const exceptions = await this.store.exceptions(tx, series.id);
    const skipped = exceptions.filter((one) => one.skipped).map((one) => one.originalStart);
    // Counted from an early completion, the next may fall on a time that the series has had.
    const taken =
      recurrence.fromCompletion && next.completedAt !== null
        ? await this.store.taken(tx, series.id, dayBefore(next.completedAt))
        : [];
    const place = placeAfter(series, recurrence, next.completedAt, new Set([...skipped, ...taken]));
    if (!place) return undefined;
    const here = exceptions.find(({ originalStart }) => originalStart === series.originalStart);
    const exception = exceptions.find(({ originalStart }) => originalStart === place.originalStart);
    return followerOf(contentOfOccurrence(next, here?.base ?? {}, place), exception);
  }

  /** Writes it, with counts and event. Gives the reminders that came along. */
  async make(
    tx: Transaction,
    context: RequestContext,
    { id: fromId, sectionId, plannerId }: Activity,
    { id, content, exception }: Follower,
  ): Promise<unknown[]> {
    if (exception && content.series) await this.store.save(tx, plannerId, content.series.id, exception);
    const made = await this.activities.create(tx, {
      id,
      sectionId,
      userId: callerOf(context).userId,
      // Whoever may complete the one may make the next: the gate has been passed.
      writesAll: true,
      open: 'all',
      content,
      eventId: newId(),
      origin: context.origin,
      kept: undefined,
    });
    if (made === undefined) throw new Error('the next occurrence could not be made');
    return this.store.copyReminders(tx, fromId, id);
  }
}

/** Counted from a day on, the next may still be on that day, before the hour. */
function dayBefore(instant: string): string {
  return new Date(Date.parse(instant) - 86_400_000).toISOString();
}

/** With what the occurrence has of its own; what the series has there instead is kept with the exception. */
function followerOf(plain: ActivityContent, exception: ActivityException | undefined): Follower {
  if (!exception || exception.skipped) return { id: newId(), content: plain, exception: undefined };
  const content: ActivityContent = { ...plain, ...exception.content };
  return { id: newId(), content, exception: { ...exception, base: partOf(plain, exception.content) } };
}

/** The fields of the content that the other names. */
export function partOf(content: ActivityContent, named: OwnContent): OwnContent {
  return Object.fromEntries(Object.entries(content).filter(([field]) => field in named));
}
