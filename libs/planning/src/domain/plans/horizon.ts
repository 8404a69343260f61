import type { PlanToSchedule } from './plan';

/** Steps that are scheduled on the spot; more go to a thread. */
const SHORT_STEPS = 100;
/** Days that the calendar lays out on the spot. */
const SHORT_DAYS = 1500;
const DAY = 24 * 60;
const DAY_MS = DAY * 60_000;

/** Whether the plan is scheduled in a few milliseconds: few steps over few days. */
export function isShort({ startsAt, deadline, calendar, steps }: PlanToSchedule): boolean {
  if (steps.length > SHORT_STEPS) return false;
  const perDay = calendar.hours.reduce((sum, { from, to }) => sum + minuteOf(to) - minuteOf(from), 0);
  const dates = steps.flatMap(({ earliestStart, fixedStart }) => [earliestStart, fixedStart]);
  const last = Math.max(startsAt, ...[deadline, ...dates].filter((date) => date !== undefined));
  const minutes = steps.reduce(
    (sum, { duration, dependsOn }) =>
      sum + duration + dependsOn.reduce((most, { lag }) => Math.max(most, Math.abs(lag)), 0),
    0,
  );
  const workingDays = minutes / Math.max(1, perDay) + calendar.holidays.length;
  return (
    (last - startsAt) / DAY_MS + (workingDays * 7) / Math.max(1, calendar.workingDays.length) <= SHORT_DAYS
  );
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return Math.min(DAY, hours * 60 + minutes);
}
