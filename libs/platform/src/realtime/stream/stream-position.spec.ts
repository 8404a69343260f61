import fc from 'fast-check';
import { comparePositions, formatOffset, parseOffset, type StreamPosition } from './stream-position';

const number = fc.nat();
const position = fc.tuple(number, number).map(([time, count]): StreamPosition => `${time}-${count}`);

describe('offsets of the stream', () => {
  it('come back as they were given', () => {
    fc.assert(
      fc.property(position, fc.array(number, { maxLength: 64 }), (place, ahead) => {
        const offset = { position: place, ahead };
        expect(parseOffset(formatOffset(offset))).toEqual(offset);
      }),
    );
  });

  it('are ordered by time, then by number, not as texts', () => {
    expect(comparePositions('9-0', '10-0')).toBeLessThan(0);
    expect(comparePositions('10-9', '10-10')).toBeLessThan(0);
    expect(comparePositions('10-1', '10-1')).toBe(0);
  });

  it('name the last 64 told ahead, and are nothing else', () => {
    const ahead = Array.from({ length: 100 }, (_, index) => index);
    expect(parseOffset(formatOffset({ position: '1-1', ahead }))?.ahead).toEqual(ahead.slice(-64));
    for (const wrong of ['', '1', '1-', '1-1~', '1-1~1.', '+', '$', '1-1~x', '1-1\n', `${'9'.repeat(20)}-0`])
      expect(parseOffset(wrong)).toBeUndefined();
  });
});
