import { Injectable } from '@nestjs/common';
import type { Transaction } from '@almanac/platform';
import type { Activity, ActivityContent } from '../../domain/activity';
import { notFound } from '../../domain/refusals';
import type { Recurrence } from '../../domain/recurrence/recurrence';
import { contentOfOccurrence } from '../../domain/recurrence/occurrence-content';
import { expansionOf, occurrenceOf, type SeriesPlace } from '../../domain/recurrence/series-place';
import { ActivityStore } from '../ports/activity-store';
import { RecurrenceStore, type ActivityException, type SeriesIn } from '../ports/recurrence-store';

/** A series that goes on: the activity that it goes on from, and what is not as the rule says. */
export interface OpenSeries {
  head: Activity;
  place: SeriesPlace;
  recurrence: Recurrence;
  exceptions: ActivityException[];
}

/** Reads series as they are now, and finds their occurrences. */
@Injectable()
export class SeriesReader {
  constructor(
    private readonly activities: ActivityStore,
    private readonly store: RecurrenceStore,
  ) {}

  /** The series that an activity is of, where it goes on: its last activity is open, and not in the trash. */
  async open(tx: Transaction, series: SeriesIn): Promise<OpenSeries | undefined> {
    const headId = await this.store.headOf(tx, series);
    const head = headId === undefined ? undefined : await this.activities.load(tx, headId);
    if (!head) return undefined;
    const { recurrence, series: place, status } = head.content;
    if (!recurrence || !place || status === 'completed' || status === 'cancelled') return undefined;
    return { head, place, recurrence, exceptions: await this.store.exceptions(tx, series.seriesId) };
  }

  /**
   * The place of an occurrence that is no activity yet.
   * @throws DomainError NOT_FOUND where the rule has none then, or it was skipped.
   */
  place(series: OpenSeries | undefined, originalStart: string): SeriesPlace {
    const at = Date.parse(originalStart);
    if (!series || at <= Date.parse(series.place.originalStart)) throw notFound('occurrence');
    const { place, recurrence, exceptions } = series;
    if (exceptions.some((one) => one.skipped && one.originalStart === originalStart))
      throw notFound('occurrence');
    const [found] = expansionOf(place, recurrence).between(at, at, 1, occurrenceOf(place));
    if (!found) throw notFound('occurrence');
    return { ...place, originalStart, number: found.number, nextActivityId: null };
  }

  /** The content that an occurrence has by its series, without what it has of its own. */
  plain({ head, place: here, exceptions }: OpenSeries, place: SeriesPlace): ActivityContent {
    const own = exceptions.find(({ originalStart }) => originalStart === here.originalStart);
    return contentOfOccurrence(head.content, own?.base ?? {}, place);
  }

  exceptionAt({ exceptions }: OpenSeries, originalStart: string): ActivityException | undefined {
    return exceptions.find((one) => one.originalStart === originalStart);
  }
}
