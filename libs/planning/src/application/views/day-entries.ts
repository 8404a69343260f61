import { Injectable } from '@nestjs/common';
import { systemClock } from '@almanac/kernel';
import { callerOf, type RequestContext } from '@almanac/platform';
import { calendarDays, type CalendarDays } from '../../domain/calendar-days';
import { DayViews } from '../ports/day-views';
import type { Resource } from '../ports/resource';

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
  constructor(private readonly views: DayViews) {}

  /** `ahead` 0 begins today. */
  async days(context: RequestContext, ahead: number, days: number): Promise<DayEntries> {
    const { timeZone } = callerOf(context);
    const range = calendarDays(systemClock.now(), timeZone, ahead, days);
    const found = await this.between(context, range);
    const activities = found.slice(0, MAX_ENTRIES);
    return { ...range, activities, truncated: found.length > activities.length };
  }

  /** One more than is shown tells that there is more. */
  private between(context: RequestContext, { from, until }: CalendarDays): Promise<Resource[]> {
    return this.views.between(context, callerOf(context).userId, from, until, MAX_ENTRIES + 1);
  }
}
