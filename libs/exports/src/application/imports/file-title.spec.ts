import { titleOfFile } from './file-title';

it.each([
  ['Home.csv', 'Home'],
  ['Home (2).csv', 'Home'],
  ['../../Umzug nach Wien.ICS', 'Umzug nach Wien'],
  ['C:\\Users\\ada\\v1.2.json', 'v1.2'],
  ['לוח\u202e.csv', 'לוח'],
  ['a\0b', 'a b'],
  ['.csv', undefined],
  ['   ', undefined],
  ['', undefined],
  [undefined, undefined],
])('of %j it is %j', (name, title) => {
  expect(titleOfFile(name)).toBe(title);
});

it('is no longer than a title may be', () => {
  expect(titleOfFile(`${'😀'.repeat(60)}.csv`)).toBe('😀'.repeat(60));
  expect([...(titleOfFile(`${'x'.repeat(250)}.csv`) ?? '')]).toHaveLength(200);
});
