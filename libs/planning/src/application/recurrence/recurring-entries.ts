import { Injectable } from '@nestjs/common';
import { callerOf, Database, type RequestContext } from '@almanac/platform';
import type { CalendarDays } from '../../domain/calendar-days';
import { RecurrenceStore } from '../ports/recurrence-store';
import type { Resource } from '../ports/resource';
import { expand, type Coming } from './occurrence-queries';

/** How long a view waits for what recurs; hundreds of series of common rules take a tenth of it. */
const BUDGET_MS = 2_000;

/** What comes in days, and whether that is all of it. */
export interface ComingEntries {
  entries: Resource[];
  complete: boolean;
}

/** What recurs on days of the caller's calendar and is no activity yet; views of days show it among the rest. */
@Injectable()
export class RecurringEntries {
  constructor(
    private readonly store: RecurrenceStore,
    private readonly database: Database,
  ) {}

  /**
   * Each as the activity from which its series goes on, with dates and all else as the occurrence has them, and the
   * occurrence itself as `occurrence`. The first `most` of all series together, and no more than can be found in
   * BUDGET_MS: the rules are people's own, and hundreds of dear ones must not keep others waiting.
   */
  async between(
    context: RequestContext,
    { from, until }: CalendarDays,
    most: number,
  ): Promise<ComingEntries> {
    const queryable = this.database.for(context);
    const { heads, complete } = await this.store.heads(queryable, callerOf(context).userId, from, until);
    const exceptions = await this.store.exceptionsOf(
      queryable,
      heads.map(({ place }) => place.id),
    );
    const began = performance.now();
    const first = new FirstEntries(new Date(until.getTime() - 1).toISOString(), most);
    for (const { resource, ...series } of heads) {
      if (performance.now() - began > BUDGET_MS) return { entries: first.entries, complete: false };
      const known = exceptions.get(series.place.id) ?? [];
      const coming = await expand({ ...series, exceptions: known }, from.toISOString(), first.last, most);
      first.add(coming, (own, shown) => ({ ...resource, ...own, occurrence: shown }));
    }
    return { entries: first.entries, complete };
  }
}

/** The earliest `most` entries of those that were added; once there are so many, later ones need not be looked for. */
class FirstEntries {
  private found: { start: string; entry: Resource }[] = [];

  constructor(
    /** The last instant at which an entry may begin. */
    public last: string,
    private readonly most: number,
  ) {}

  get entries(): Resource[] {
    return this.found.map(({ entry }) => entry);
  }

  add(coming: readonly Coming[], entryOf: (own: Coming['own'], shown: Coming['shown']) => Resource): void {
    this.found.push(...coming.map(({ own, shown }) => ({ start: shown.start, entry: entryOf(own, shown) })));
    if (this.found.length <= this.most) return;
    this.found.sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
    this.last = this.found[this.most - 1]?.start ?? this.last;
    this.found = this.found.filter(({ start }) => start <= this.last);
  }
}
