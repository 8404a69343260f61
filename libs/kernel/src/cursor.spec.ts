import * as fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor';

describe('cursors', () => {
  it('come back as they went', () => {
    const value = fc.oneof(fc.string({ maxLength: 50 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        expect(decodeCursor(encodeCursor(values), values.length)).toEqual(values);
      }),
    );
  });

  it('are refused when they are not ours', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const values = decodeCursor(text, 3);
        expect(values === undefined || values.length === 3).toBe(true);
      }),
    );
    expect(decodeCursor(encodeCursor([1, 2]), 3)).toBeUndefined();
    expect(decodeCursor(Buffer.from('[{}]').toString('base64url'), 1)).toBeUndefined();
  });
});
