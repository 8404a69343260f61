import fc from 'fast-check';
import { csvRow } from './csv-row';

/** The cells of one row, read by RFC 4180. */
function read(row: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n$)/gy;
  for (let match = cell.exec(row); match; match = cell.exec(row)) {
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] !== ',') break;
  }
  return cells;
}

describe('a CSV row', () => {
  it('gives back what was written, but for an apostrophe before formulas', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const found = read(csvRow(cells));
        expect(found.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(
          cells,
        );
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\uff1d1'])('disarms %j', (cell) => {
    expect(read(csvRow([cell]))).toEqual([`'${cell}`]);
  });

  it('leaves numbers and harmless texts alone', () => {
    expect(csvRow([-1, null, 'a-b', 'x,y'])).toBe('-1,,a-b,"x,y"\r\n');
  });
});
