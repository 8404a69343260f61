import type { RecurrenceDocument } from '../domain/planner-document';
import { repeatsOf } from './repeats-words';
import { Calendar } from './written-words';

const plain: RecurrenceDocument = {
  ...{ pattern: null, interval: null, daysOfWeek: null, endDate: null, occurrences: null },
  ...{ rrule: 'FREQ=DAILY', fromCompletion: false },
};
const calendar = new Calendar('Europe/Vienna');

it.each<[Partial<RecurrenceDocument>, string]>([
  [{ rrule: 'FREQ=DAILY' }, 'Repeats every day'],
  [{ rrule: 'FREQ=HOURLY;INTERVAL=8' }, 'Repeats every 8 hours'],
  [{ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH' }, 'Repeats every 2 weeks on Mon, Thu'],
  [{ rrule: 'FREQ=MONTHLY;BYDAY=-1FR' }, 'Repeats every month on the last Fri'],
  [{ rrule: 'FREQ=MONTHLY;BYDAY=2TU,-2SU' }, 'Repeats every month on the 2nd Tue, the 2nd last Sun'],
  [
    { rrule: 'FREQ=MONTHLY;BYMONTHDAY=11,22,31,-1' },
    'Repeats every month on the 11th, the 22nd, the 31st, the last day',
  ],
  [{ rrule: 'FREQ=MONTHLY;COUNT=10', occurrences: 10 }, 'Repeats every month, 10 times in all'],
  [
    { rrule: 'FREQ=YEARLY;UNTIL=20301231T225959Z', endDate: '2030-12-31T22:59:59.000Z' },
    'Repeats every year, until Tue 31 Dec 2030',
  ],
  [
    { rrule: 'FREQ=DAILY;INTERVAL=3', fromCompletion: true },
    'Repeats every 3 days, counted from when it is done',
  ],
  [
    { rrule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=1MO;COUNT=2', occurrences: 2 },
    'Repeats by FREQ=YEARLY;BYMONTH=3;BYDAY=1MO, 2 times in all',
  ],
  [{ rrule: 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13' }, 'Repeats by FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13'],
])('tells %j in words', (recurrence, words) => {
  expect(repeatsOf({ ...plain, ...recurrence }, calendar)).toBe(words);
});
