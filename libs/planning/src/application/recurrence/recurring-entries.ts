import { Injectable } from '@nestjs/common';
import { callerOf, Database, type RequestContext } from '@almanac/platform';
import type { CalendarDays } from '../../domain/calendar-days';
import { RecurrenceStore } from '../ports/recurrence-store';
import type { Resource } from '../ports/resource';
import { expand } from './occurrence-queries';

/** What recurs on days of the caller's calendar and is no activity yet; views of days show it among the rest. */
@Injectable()
export class RecurringEntries {
  constructor(
    private readonly store: RecurrenceStore,
    private readonly database: Database,
  ) {}

  /**
   * Each as the activity from which its series goes on, with dates and all else as the occurrence has them, and the
   * occurrence itself as `occurrence`. Those of one series at most `most`.
   */
  async between(context: RequestContext, { from, until }: CalendarDays, most: number): Promise<Resource[]> {
    const queryable = this.database.for(context);
    const heads = await this.store.heads(queryable, callerOf(context).userId, from, until);
    const exceptions = await this.store.exceptionsOf(
      queryable,
      heads.map(({ place }) => place.id),
    );
    const last = new Date(until.getTime() - 1).toISOString();
    const entries: Resource[] = [];
    for (const { resource, ...series } of heads) {
      const known = exceptions.get(series.place.id) ?? [];
      const coming = await expand({ ...series, exceptions: known }, from.toISOString(), last, most);
      entries.push(...coming.map(({ shown, own }) => ({ ...resource, ...own, occurrence: shown })));
    }
    return entries;
  }
}
