import { DateTime } from 'luxon';

/** Whole days of somebody's calendar; `until` is where the day after begins. Days may have 23 or 25 hours. */
export interface CalendarDays {
  from: Date;
  until: Date;
  timeZone: string;
}

/** So many days, the first of them `ahead` days after the one that it is now. */
export function calendarDays(now: Date, timeZone: string, ahead: number, days: number): CalendarDays {
  const first = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').plus({ days: ahead });
  return { from: first.toJSDate(), until: first.plus({ days }).startOf('day').toJSDate(), timeZone };
}
