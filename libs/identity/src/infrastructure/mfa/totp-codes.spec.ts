import type { Config } from '@almanac/platform';
import { generate } from 'otplib';
import { TotpCodes } from './totp-codes';

/** The secret of RFC 6238, appendix B, in Base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const NOW = 1_700_000_010;

function codes(acceptPrevious: boolean, now = NOW): TotpCodes {
  const made = new TotpCodes({ MFA_ACCEPT_PREVIOUS_STEP: acceptPrevious } as Config);
  jest.spyOn(made, 'epoch').mockReturnValue(now);
  return made;
}

describe('codes of authenticators', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i seconds', async (now, code) => {
    expect(await codes(true, now).stepOf(SECRET, code)).toBe(Math.floor(now / 30));
  });

  it.each([
    [-2, false, false],
    [-1, true, false],
    [0, true, true],
    [1, false, false],
  ])('of step %i are taken: %s with delay, %s without', async (step, withDelay, without) => {
    const code = await generate({ secret: SECRET, epoch: NOW + step * 30 });
    // At the beginning, in the middle and at the end of the step.
    for (const second of [0, 14, 29]) {
      const now = Math.floor(NOW / 30) * 30 + second;
      const expected = Math.floor(NOW / 30) + step;
      expect(await codes(true, now).stepOf(SECRET, code)).toBe(withDelay ? expected : undefined);
      expect(await codes(false, now).stepOf(SECRET, code)).toBe(without ? expected : undefined);
    }
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '12345\n'])('are never %j', async (code) => {
    expect(await codes(true).stepOf(SECRET, code)).toBeUndefined();
  });

  it('are read from an address that names issuer and account', async () => {
    const made = codes(true);
    const address = made.addressOf(made.newSecret(), 'ada@example.com');
    const url = new URL(address);
    expect(url.protocol).toBe('otpauth:');
    expect(url.searchParams.get('issuer')).toBe('Almanac');
    expect(url.searchParams.get('secret')).toMatch(/^[A-Z2-7]{32}$/);
    expect(await made.pictureOf(address)).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });
});
