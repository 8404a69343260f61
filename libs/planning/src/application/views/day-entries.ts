import { Injectable } from '@nestjs/common';
import { systemClock } from '@almanac/kernel';
import { callerOf, type RequestContext } from '@almanac/platform';
import { calendarDays, type CalendarDays } from '../../domain/calendar-days';
import { DayViews } from '../ports/day-views';
import type { Resource } from '../ports/resource';
import { RecurringEntries } from '../recurrence/recurring-entries';

/** More than anybody has in days that they look at; what is beyond is left out, and that is told. */
export const MAX_ENTRIES = 500;

/** What the days hold, in the order of its times. */
export interface DayEntries extends CalendarDays {
  activities: Resource[];
  /** There is more than is shown. */
  truncated: boolean;
}

/**
 * What days of the caller's calendar hold: all that is due then, begins then or goes on then, but for what was called
 * off. Every view of days takes its entries from here; occurrences of what recurs belong into `between`.
 */
@Injectable()
export class DayEntriesQuery {
  constructor(
    private readonly views: DayViews,
    private readonly recurring: RecurringEntries,
  ) {}

  /** `ahead` 0 begins today. */
  async days(context: RequestContext, ahead: number, days: number): Promise<DayEntries> {
    const { timeZone } = callerOf(context);
    const range = calendarDays(systemClock.now(), timeZone, ahead, days);
    const { found, complete } = await this.between(context, range);
    const activities = found.slice(0, MAX_ENTRIES);
    return { ...range, activities, truncated: !complete || found.length > activities.length };
  }

  /** One more than is shown tells that there is more. */
  private async between(
    context: RequestContext,
    range: CalendarDays,
  ): Promise<{ found: Resource[]; complete: boolean }> {
    const { from, until } = range;
    const limit = MAX_ENTRIES + 1;
    const found = await this.views.between(context, callerOf(context).userId, from, until, limit);
    const { entries, complete } = await this.recurring.between(context, range, limit);
    if (entries.length === 0) return { found, complete };
    const all = [...found, ...entries].sort((a, b) => order(timeOf(a), timeOf(b)) || order(a.id, b.id));
    return { found: all, complete };
  }
}

function timeOf({ startDate, dueDate }: Resource): string {
  const time = startDate ?? dueDate;
  return typeof time === 'string' ? time : '';
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
