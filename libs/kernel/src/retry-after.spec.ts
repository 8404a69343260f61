import { retryAfterMs } from './retry-after';

describe('Retry-After', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 1970 00:02:00 GMT', 60_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', -59_000],
    // The two forms of RFC 9110 that nobody is to write any more, and everybody to read.
    ['Thursday, 01-Jan-70 00:02:00 GMT', 60_000],
    ['Thu Jan  1 00:02:00 1970', 60_000],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['9999999999', undefined],
  ])('%p is %p ms', (header, ms) => expect(retryAfterMs(header, 60_000)).toBe(ms));
});
