import { Injectable } from '@nestjs/common';
import { conflict, newId, type Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { patchActivity, type ActivityContent, type ActivityInput } from '../../domain/activity';
import { notFound, refused } from '../../domain/refusals';
import { ownFields, type OwnContent } from '../../domain/recurrence/occurrence-content';
import { endingAt, fromNumber } from '../../domain/recurrence/recurrence';
import { anchorOf, type SeriesPlace } from '../../domain/recurrence/series-place';
import { instant } from '../../domain/time-range';
import { ActivityWriter } from '../activity-writer';
import { momentOf } from '../moment';
import { PlannerGate } from '../planner-access/planner-gate';
import { RecurrenceStore, type SeriesIn } from '../ports/recurrence-store';
import { Exceptions } from './exceptions';
import { partOf } from './next-occurrence';
import type { ShownOccurrence } from './occurrence-queries';
import { SeriesReader, type OpenSeries } from './series-reader';

export type Scope = 'this' | 'following';

/** What to change of an occurrence: its dates as the activity has them, or by `start` and `end`. */
export interface OccurrenceInput extends ActivityInput {
  start?: string | undefined;
  end?: string | null | undefined;
}

/** What was done to one, and the operation's id if anything changed. */
export interface OccurrenceWritten {
  occurrence: ShownOccurrence;
  operationId: Id | undefined;
}

/**
 * Changes and skips single occurrences, or a series from one on. An occurrence that is an activity already is changed
 * as that; of others it is kept what they have of their own, until they become activities. All of it happens under the
 * planner's lock, as completing does.
 */
@Injectable()
export class OccurrenceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly writer: ActivityWriter,
    private readonly store: RecurrenceStore,
    private readonly series: SeriesReader,
    private readonly exceptions: Exceptions,
  ) {}

  /** @throws DomainError NOT_FOUND for what never occurs, CONFLICT for `following` of what is past, VALIDATION_ERROR. */
  change(
    context: RequestContext,
    id: Id,
    originalStart: string,
    scope: Scope,
    input: OccurrenceInput,
  ): Promise<OccurrenceWritten> {
    if (scope === 'this' && input.recurrence !== undefined) {
      const message = 'recurrence is of the series: change it with scope following, or at the activity';
      throw refused({ field: 'recurrence', message, rule: 'unexpected' });
    }
    return this.find(context, id, originalStart, async (tx, { at, madeId, here }) => {
      if (madeId !== undefined) return this.changeMade(tx, context, madeId, scope, input);
      const series = await this.series.open(tx, here);
      const place = this.series.place(series, at);
      if (!series) throw notFound('occurrence');
      return scope === 'this'
        ? this.changeOne(tx, context, series, place, input)
        : this.split(tx, context, series, place, input);
    });
  }

  /** @throws DomainError NOT_FOUND for what never occurs, CONFLICT for what is past. */
  skip(context: RequestContext, id: Id, originalStart: string, scope: Scope): Promise<Id | undefined> {
    return this.find(context, id, originalStart, async (tx, { at, madeId, here }) => {
      if (madeId !== undefined) return this.skipMade(tx, context, madeId, scope);
      const series = await this.series.open(tx, here);
      const place = this.series.place(series, at);
      if (!series) throw notFound('occurrence');
      if (scope === 'following') return this.end(tx, context, series, place);
      const skipped = { originalStart: at, skipped: true, content: {}, base: {} };
      const told = { before: 'pending', after: 'skipped' };
      return this.exceptions.write(tx, context, series, at, skipped, told);
    });
  }

  private find<T>(
    context: RequestContext,
    id: Id,
    originalStart: string,
    work: (tx: Transaction, found: { at: string; madeId: Id | undefined; here: SeriesIn }) => Promise<T>,
  ): Promise<T> {
    const at = instant(originalStart, momentOf(context).timeZone, 'originalStart');
    return this.unitOfWork.run(context, async (tx) => {
      await this.gate.enter(context, tx, 'activity', id);
      const { content, plannerId } = await this.writer.live(tx, id, { versions: context.expectedVersions });
      const seriesId = content.series?.id;
      if (seriesId === undefined) throw notFound('occurrence');
      const here = { seriesId, plannerId };
      return work(tx, { at, madeId: await this.store.madeAt(tx, here, at), here });
    });
  }

  /** One that is an activity. What it alone has is remembered, so that the next does not inherit it. */
  private async changeMade(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    scope: Scope,
    input: OccurrenceInput,
  ): Promise<OccurrenceWritten> {
    const { plannerId, content: before } = await this.writer.live(tx, id);
    const place = before.series;
    const last = place?.nextActivityId === null;
    if (scope === 'following' && !last)
      throw conflict('It is past: change the occurrences from a later one on');
    const patch = patchOf(input, before, momentOf(context).timeZone);
    if (scope === 'following' || !place || !last) {
      return this.answer(tx, id, await this.writer.update(tx, context, id, patch, {}));
    }
    const next = { ...patchActivity(before, patch, momentOf(context)), series: place };
    const written = await this.writer.change(tx, context, id, {}, () => next);
    const known = (await this.store.exceptions(tx, place.id)).find(
      (one) => one.originalStart === place.originalStart,
    );
    const own = differing(before, next);
    await this.store.save(tx, plannerId, place.id, {
      originalStart: place.originalStart,
      skipped: false,
      content: { ...known?.content, ...own },
      base: { ...partOf(before, own), ...known?.base },
    });
    return this.answer(tx, id, written);
  }

  private async changeOne(
    tx: Transaction,
    context: RequestContext,
    series: OpenSeries,
    place: SeriesPlace,
    input: OccurrenceInput,
  ): Promise<OccurrenceWritten> {
    const { originalStart } = place;
    const plain = this.series.plain(series, place);
    const before = { ...plain, ...this.series.exceptionAt(series, originalStart)?.content };
    const next = {
      ...patchActivity(before, patchOf(input, before, momentOf(context).timeZone), momentOf(context)),
      series: place,
    };
    const content = differing(plain, next);
    const exception = { originalStart, skipped: false, content, base: {} };
    const told = { before: partOf(before, content), after: content };
    const operationId = await this.exceptions.write(tx, context, series, originalStart, exception, told);
    return { occurrence: occurrenceOfContent(next, place, undefined), operationId };
  }

  /** The series ends before the occurrence, and another goes on from it. */
  private async split(
    tx: Transaction,
    context: RequestContext,
    series: OpenSeries,
    place: SeriesPlace,
    input: OccurrenceInput,
  ): Promise<OccurrenceWritten> {
    const { head, recurrence } = series;
    const rest: SeriesPlace = { ...place, id: newId(), number: 1 };
    const plain = {
      ...this.series.plain(series, place),
      recurrence: fromNumber(recurrence, place.number),
      series: rest,
    };
    const own = this.series.exceptionAt(series, place.originalStart)?.content;
    const seriesZone = place.timeZone;
    const content = patchActivity(
      { ...plain, ...own },
      patchOf(input, { ...plain, ...own }, momentOf(context).timeZone),
      { ...momentOf(context), seriesZone },
    );
    const id = newId();
    const into = content.series?.id === rest.id ? rest.id : undefined;
    await this.store.cut(tx, place.id, place.originalStart, into);
    const written = await this.writer.change(tx, context, head.id, {}, (before) =>
      endedBefore(before, place),
    );
    await this.writer.follow(tx, context, head, { id, content, exception: undefined });
    const occurrence = occurrenceOfContent(content, content.series ?? rest, id);
    return { occurrence, operationId: written.operationId };
  }

  private async skipMade(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    scope: Scope,
  ): Promise<Id | undefined> {
    const { content } = await this.writer.live(tx, id);
    const done = content.status === 'completed' || content.series?.nextActivityId !== null;
    if (done) throw conflict('It has been completed or skipped already');
    if (scope === 'following') return this.writer.remove(tx, context, id, {});
    const skipped = { ...content, status: 'cancelled' as const };
    const written = await this.writer.change(tx, context, id, {}, () => skipped, { skips: true });
    return written.operationId;
  }

  private async end(
    tx: Transaction,
    context: RequestContext,
    { head }: OpenSeries,
    place: SeriesPlace,
  ): Promise<Id | undefined> {
    await this.store.cut(tx, place.id, place.originalStart, undefined);
    const written = await this.writer.change(tx, context, head.id, {}, (before) =>
      endedBefore(before, place),
    );
    return written.operationId;
  }

  private async answer(
    tx: Transaction,
    id: Id,
    { operationId }: { operationId: Id | undefined },
  ): Promise<OccurrenceWritten> {
    const { content } = await this.writer.live(tx, id);
    return { occurrence: occurrenceOfContent(content, content.series, id), operationId };
  }
}

function occurrenceOfContent(
  content: ActivityContent,
  place: SeriesPlace | null,
  activityId: Id | undefined,
): ShownOccurrence {
  const start = anchorOf(content) ?? place?.originalStart ?? '';
  return {
    start,
    ...(content.endDate === null ? {} : { end: content.endDate }),
    originalStart: place?.originalStart ?? start,
    status: content.status,
    ...(activityId === undefined ? {} : { activityId }),
  };
}

/** `start` and `end` by the names that an activity gives them; a moved start takes the end along. */
function patchOf(
  { start, end, ...patch }: OccurrenceInput,
  before: ActivityContent,
  timeZone: string,
): ActivityInput {
  const named: ActivityInput = end === undefined ? patch : { ...patch, endDate: end };
  if (start === undefined) return named;
  if (patch.startDate !== undefined || patch.dueDate !== undefined) {
    const message = 'start does not go together with startDate or dueDate';
    throw refused({ field: 'start', message, rule: 'exclusive' });
  }
  const startDate = instant(start, timeZone, 'start');
  if (before.startDate === null) return { ...named, dueDate: startDate };
  if (before.endDate === null || named.endDate !== undefined) return { ...named, startDate };
  const length = Date.parse(before.endDate) - Date.parse(before.startDate);
  return { ...named, startDate, endDate: new Date(Date.parse(startDate) + length).toISOString() };
}

/** What differs of what an occurrence may have of its own. */
function differing(before: ActivityContent, next: ActivityContent): OwnContent {
  const changed = ownFields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(next[field]));
  return Object.fromEntries(changed.map((field) => [field, next[field]]));
}

function endedBefore(before: ActivityContent, { originalStart }: SeriesPlace): ActivityContent {
  const { recurrence } = before;
  return { ...before, recurrence: recurrence && endingAt(recurrence, Date.parse(originalStart) - 1000) };
}
