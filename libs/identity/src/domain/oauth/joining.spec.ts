import fc from 'fast-check';
import { judgeJoin, mayUnlink } from './joining';

const anyIdentity = fc.record({
  email: fc.option(fc.emailAddress(), { nil: null }),
  emailVerified: fc.boolean(),
});
const anyNamesake = fc.option(fc.record({ emailVerified: fc.boolean() }), { nil: undefined });

describe('joining', () => {
  it('joins only where both sides have verified the address, and never makes a second account of one', () => {
    fc.assert(
      fc.property(anyIdentity, anyNamesake, (identity, namesake) => {
        const verdict = judgeJoin(identity, namesake);
        const joins = identity.email !== null && identity.emailVerified && namesake?.emailVerified === true;
        expect(verdict === 'join').toBe(joins);
        expect(verdict === 'create').toBe(identity.email !== null && namesake === undefined);
      }),
    );
  });

  it('leaves a way in', () => {
    const count = fc.nat({ max: 5 });
    fc.assert(
      fc.property(fc.boolean(), count, fc.integer({ min: 1, max: 5 }), (password, passkeys, identities) => {
        const left = Number(password) + passkeys + identities - 1;
        expect(mayUnlink({ password, passkeys, identities })).toBe(left > 0);
      }),
    );
  });
});
