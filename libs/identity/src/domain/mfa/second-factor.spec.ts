import fc from 'fast-check';
import { newBackupCodes } from './backup-codes';
import { methodsOf, mustSetUp, wantsSecondFactor } from './second-factor-rule';

const standings = fc.record({
  totp: fc.boolean(),
  backupCodes: fc.nat(10),
  passkeys: fc.nat(3),
  mfaRequired: fc.boolean(),
});

describe('the second factor', () => {
  it('is never asked for where the person cannot give one', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const methods = methodsOf(standing);
        if (wantsSecondFactor(standing)) expect(methods).not.toEqual([]);
        if (mustSetUp(standing)) expect(methods).toEqual([]);
        // Codes are no way by themselves: whoever has them alone has an authenticator too.
        expect(methods).not.toEqual(['backupCode']);
      }),
    );
  });

  it('is always asked for or to be set up where a role demands it', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        if (standing.mfaRequired) expect(wantsSecondFactor(standing)).toBe(!mustSetUp(standing));
      }),
    );
  });

  it('is not asked for because of a passkey alone', () => {
    expect(wantsSecondFactor({ totp: false, backupCodes: 0, passkeys: 2, mfaRequired: false })).toBe(false);
  });
});

it('makes ten different backup codes of eight digits', () => {
  const codes = newBackupCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^\d{8}$/);
});
