import { Expansion } from './expansion';
import { parseRule } from './rule-parser';
import { WallClock } from './wall-clock';

/**
 * Every example of RFC 5545, section 3.8.5.3: the rule, when it begins (09:00 on that day in New York), and what it
 * says about when it occurs. A list that ends with `…` goes on.
 */
const NEW_YORK = new WallClock('America/New_York');
const days = (year: number, month: number, from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => iso(year, month, from + n * step));
const iso = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
/** `1997: 9/2 9/9; 1998: 1/6 …` */
function read(text: string): string[] {
  return text.split(';').flatMap((ofYear) => {
    const [year = '', list = ''] = ofYear.split(':');
    return list
      .trim()
      .split(/\s+/)
      .flatMap((one) => {
        if (one === '…') return ['…'];
        const [month, range = ''] = one.split('/');
        const [from, to] = range.split('-');
        return days(Number(year), Number(month), Number(from), Number(to ?? from));
      });
  });
}

const januaries = read('1998: 1/1-31; 1999: 1/1-31; 2000: 1/1-31');
const tuesdayAndThursday = read('1997: 9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2');

const byDay: [what: string, start: string, rule: string, expected: string[]][] = [
  ['Daily for 10 occurrences', '1997-09-02', 'FREQ=DAILY;COUNT=10', read('1997: 9/2-11')],
  [
    'Daily until December 24, 1997',
    '1997-09-02',
    'FREQ=DAILY;UNTIL=19971224T000000Z',
    read('1997: 9/2-30 10/1-31 11/1-30 12/1-23'),
  ],
  [
    'Every other day - forever',
    '1997-09-02',
    'FREQ=DAILY;INTERVAL=2',
    [
      ...days(1997, 9, 2, 30, 2),
      ...days(1997, 10, 2, 30, 2),
      ...days(1997, 11, 1, 29, 2),
      '1997-12-01',
      '1997-12-03',
      '…',
    ],
  ],
  [
    'Every 10 days, 5 occurrences',
    '1997-09-02',
    'FREQ=DAILY;INTERVAL=10;COUNT=5',
    read('1997: 9/2 9/12 9/22 10/2 10/12'),
  ],
  [
    'Every day in January, for 3 years',
    '1998-01-01',
    'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    januaries,
  ],
  ['… or', '1998-01-01', 'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1', januaries],
  [
    'Weekly for 10 occurrences',
    '1997-09-02',
    'FREQ=WEEKLY;COUNT=10',
    read('1997: 9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4'),
  ],
  [
    'Weekly until December 24, 1997',
    '1997-09-02',
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    read('1997: 9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4 11/11 11/18 11/25 12/2 12/9 12/16 12/23'),
  ],
  [
    'Every other week - forever',
    '1997-09-02',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    read('1997: 9/2 9/16 9/30 10/14 10/28 11/11 11/25 12/9 12/23; 1998: 1/6 1/20 2/3 2/17 …'),
  ],
  [
    'Weekly on Tuesday and Thursday for five weeks',
    '1997-09-02',
    'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
    tuesdayAndThursday,
  ],
  ['… or', '1997-09-02', 'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH', tuesdayAndThursday],
  [
    'Every other week on Monday, Wednesday, and Friday until December 24, 1997',
    '1997-09-01',
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    read(
      '1997: 9/1 9/3 9/5 9/15 9/17 9/19 9/29 10/1 10/3 10/13 10/15 10/17 10/27 10/29 10/31 11/10 11/12 11/14 11/24 11/26 11/28 12/8 12/10 12/12 12/22',
    ),
  ],
  [
    'Every other week on Tuesday and Thursday, for 8 occurrences',
    '1997-09-02',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    read('1997: 9/2 9/4 9/16 9/18 9/30 10/2 10/14 10/16'),
  ],
  [
    'Monthly on the first Friday for 10 occurrences',
    '1997-09-05',
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    read('1997: 9/5 10/3 11/7 12/5; 1998: 1/2 2/6 3/6 4/3 5/1 6/5'),
  ],
  [
    'Monthly on the first Friday until December 24, 1997',
    '1997-09-05',
    'FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR',
    read('1997: 9/5 10/3 11/7 12/5'),
  ],
  [
    'Every other month on the first and last Sunday of the month for 10 occurrences',
    '1997-09-07',
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    read('1997: 9/7 9/28 11/2 11/30; 1998: 1/4 1/25 3/1 3/29 5/3 5/31'),
  ],
  [
    'Monthly on the second-to-last Monday of the month for 6 months',
    '1997-09-22',
    'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    read('1997: 9/22 10/20 11/17 12/22; 1998: 1/19 2/16'),
  ],
  [
    'Monthly on the third-to-the-last day of the month, forever',
    '1997-09-28',
    'FREQ=MONTHLY;BYMONTHDAY=-3',
    read('1997: 9/28 10/29 11/28 12/29; 1998: 1/29 2/26 …'),
  ],
  [
    'Monthly on the 2nd and 15th of the month for 10 occurrences',
    '1997-09-02',
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    read('1997: 9/2 9/15 10/2 10/15 11/2 11/15 12/2 12/15; 1998: 1/2 1/15'),
  ],
  [
    'Monthly on the first and last day of the month for 10 occurrences',
    '1997-09-30',
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    read('1997: 9/30 10/1 10/31 11/1 11/30 12/1 12/31; 1998: 1/1 1/31 2/1'),
  ],
  [
    'Every 18 months on the 10th thru 15th of the month for 10 occurrences',
    '1997-09-10',
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    read('1997: 9/10-15; 1999: 3/10-13'),
  ],
  [
    'Every Tuesday, every other month',
    '1997-09-02',
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    read(
      '1997: 9/2 9/9 9/16 9/23 9/30 11/4 11/11 11/18 11/25; 1998: 1/6 1/13 1/20 1/27 3/3 3/10 3/17 3/24 3/31 …',
    ),
  ],
  [
    'Yearly in June and July for 10 occurrences',
    '1997-06-10',
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    read('1997: 6/10 7/10; 1998: 6/10 7/10; 1999: 6/10 7/10; 2000: 6/10 7/10; 2001: 6/10 7/10'),
  ],
  [
    'Every other year on January, February, and March for 10 occurrences',
    '1997-03-10',
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    read('1997: 3/10; 1999: 1/10 2/10 3/10; 2001: 1/10 2/10 3/10; 2003: 1/10 2/10 3/10'),
  ],
  [
    'Every third year on the 1st, 100th, and 200th day for 10 occurrences',
    '1997-01-01',
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    read('1997: 1/1 4/10 7/19; 2000: 1/1 4/9 7/18; 2003: 1/1 4/10 7/19; 2006: 1/1'),
  ],
  [
    'Every 20th Monday of the year, forever',
    '1997-05-19',
    'FREQ=YEARLY;BYDAY=20MO',
    read('1997: 5/19; 1998: 5/18; 1999: 5/17 …'),
  ],
  [
    'Monday of week number 20 (where the default start of the week is Monday), forever',
    '1997-05-12',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    read('1997: 5/12; 1998: 5/11; 1999: 5/17 …'),
  ],
  [
    'Every Thursday in March, forever',
    '1997-03-13',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    read('1997: 3/13 3/20 3/27; 1998: 3/5 3/12 3/19 3/26; 1999: 3/4 3/11 3/18 3/25 …'),
  ],
  [
    'Every Thursday, but only during June, July, and August, forever',
    '1997-06-05',
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    read(
      '1997: 6/5 6/12 6/19 6/26 7/3 7/10 7/17 7/24 7/31 8/7 8/14 8/21 8/28; 1998: 6/4 6/11 6/18 6/25 7/2 7/9 7/16 7/23 7/30 8/6 8/13 8/20 8/27 …',
    ),
  ],
  [
    // The example takes its DTSTART, which is no Friday and yet the first occurrence, out again by EXDATE.
    'Every Friday the 13th, forever',
    '1997-09-02',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    read('1997: 9/2; 1998: 2/13 3/13 11/13; 1999: 8/13; 2000: 10/13 …'),
  ],
  [
    'The first Saturday that follows the first Sunday of the month, forever',
    '1997-09-13',
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    read('1997: 9/13 10/11 11/8 12/13; 1998: 1/10 2/7 3/7 4/11 5/9 6/13 …'),
  ],
  [
    'Every 4 years, the first Tuesday after a Monday in November, forever (U.S. Presidential Election day)',
    '1996-11-05',
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    read('1996: 11/5; 2000: 11/7; 2004: 11/2 …'),
  ],
  [
    'The third instance into the month of one of Tuesday, Wednesday, or Thursday, for the next 3 months',
    '1997-09-04',
    'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    read('1997: 9/4 10/7 11/6'),
  ],
  [
    'The second-to-last weekday of the month',
    '1997-09-29',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    read('1997: 9/29 10/30 11/27 12/30; 1998: 1/29 2/26 3/30 …'),
  ],
  [
    'An example where the days generated makes a difference because of WKST',
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    read('1997: 8/5 8/10 8/19 8/24'),
  ],
  [
    '… changing only WKST from MO to SU',
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    read('1997: 8/5 8/17 8/19 8/31'),
  ],
  [
    'An example where an invalid date (i.e., February 30) is ignored',
    '2007-01-15',
    'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
    read('2007: 1/15 1/30 2/15 3/15 3/30'),
  ],
];

const everyTwentyMinutes = [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) =>
  ['00', '20', '40'].map((minute) => `${String(hour).padStart(2, '0')}:${minute}`),
);
const twoDays = [
  ...everyTwentyMinutes.map((time) => `1997-09-02T${time}`),
  ...everyTwentyMinutes.map((time) => `1997-09-03T${time}`),
  '…',
];
const onTheDay = (...times: string[]) => times.map((time) => `1997-09-02T${time}`);
const byTime: [what: string, rule: string, expected: string[]][] = [
  [
    // The RFC writes T170000Z here, and means 17:00 in New York.
    'Every 3 hours from 9:00 AM to 5:00 PM on a specific day',
    'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z',
    onTheDay('09:00', '12:00', '15:00'),
  ],
  [
    'Every 15 minutes for 6 occurrences',
    'FREQ=MINUTELY;INTERVAL=15;COUNT=6',
    onTheDay('09:00', '09:15', '09:30', '09:45', '10:00', '10:15'),
  ],
  [
    'Every hour and a half for 4 occurrences',
    'FREQ=MINUTELY;INTERVAL=90;COUNT=4',
    onTheDay('09:00', '10:30', '12:00', '13:30'),
  ],
  [
    'Every 20 minutes from 9:00 AM to 4:40 PM every day',
    'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40',
    twoDays,
  ],
  ['… or', 'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16', twoDays],
];

function shown(start: string, rule: string, most: number): string[] {
  const begins = NEW_YORK.instantOf(Date.parse(`${start}:00.000Z`));
  const expansion = new Expansion({ rule: parseRule(rule), start: begins, zone: NEW_YORK.zone });
  return expansion
    .between(-Infinity, Infinity, most)
    .map(({ at }) => new Date(NEW_YORK.at(at)).toISOString().slice(0, 16));
}

function check(start: string, rule: string, expected: readonly string[]): void {
  const goesOn = expected.at(-1) === '…';
  const all = goesOn ? expected.slice(0, -1) : expected;
  expect(shown(start, rule, all.length + (goesOn ? 0 : 1))).toEqual(all);
}

describe('the examples of RFC 5545', () => {
  test.each(byDay)('%s: %s %s', (_what, start, rule, expected) => {
    const nine = expected.map((day) => (day === '…' ? day : `${day}T09:00`));
    check(`${start}T09:00`, rule, nine);
  });

  test.each(byTime)('%s: %s', (_what, rule, expected) => {
    check('1997-09-02T09:00', rule, expected);
  });
});
