import { isTimeZone } from '@almanac/kernel';
import { WallClock } from './wall-clock';

it('there is a clock for every time zone that may be named', () => {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  // Abbreviations are what libraries disagree about.
  const short = letters.flatMap((first) => letters.map((second) => `${first}${second}T`));
  const others = ['EST', 'MST', 'GMT', 'PST8PDT', 'Etc/GMT+5', 'GMT0', 'europe/vienna', 'SystemV/PST8PDT'];
  const names = [...Intl.supportedValuesOf('timeZone'), ...short, ...others].filter(isTimeZone);
  expect(names.length).toBeGreaterThan(400);
  for (const name of names)
    expect(() => new WallClock(name).instantOf(new WallClock(name).at(0))).not.toThrow();
});
