import { e164 } from './phone-number';

describe('a telephone number', () => {
  it.each([
    ['+43 1 234567', '+431234567'],
    ['+43 (0)1 / 234-567', '+431234567'],
    ['0043.664.1234567', '+436641234567'],
    ['+1 (500) 555-0006', '+15005550006'],
  ])('%s is dialled as %s', (written, dialled) => {
    expect(e164(written)).toBe(dialled);
  });

  it.each(['0664 1234567', '+0 123 4567', '+43 12', '+4312345678901234', 'call me', ''])(
    '%s is none',
    (written) => {
      expect(e164(written)).toBeUndefined();
    },
  );
});
