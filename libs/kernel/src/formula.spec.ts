import fc from 'fast-check';
import { armed, disarmed } from './formula';

describe('what a spreadsheet would run', () => {
  it.each(['=1', '+1', '-1', '@A', '\t=1', '\r=1', '\n=1', '  =1', '\uff1d1', '\uff0b1', '\uff20A'])(
    'is disarmed, and given back: %j',
    (text) => {
      expect(disarmed(text)).toBe(`'${text}`);
      expect(armed(disarmed(text))).toBe(text);
    },
  );

  it('is all that is changed, but for what looks as if it had been', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(armed(text) === text);
        expect(armed(disarmed(text))).toBe(text);
      }),
    );
    expect(["'quoted", 'a=b', "''=1", ''].map(armed)).toEqual(["'quoted", 'a=b', "''=1", '']);
  });
});
