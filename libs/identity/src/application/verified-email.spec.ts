import { demandsVerifiedEmail } from './verified-email';

describe('demandsVerifiedEmail', () => {
  it.each([
    ['required', 'development', true],
    ['required', 'production', true],
    ['auto', 'production', true],
    ['auto', 'development', false],
    ['optional', 'production', false],
  ] as const)('%s in %s: %s', (EMAIL_VERIFICATION, NODE_ENV, demanded) =>
    expect(demandsVerifiedEmail({ EMAIL_VERIFICATION, NODE_ENV })).toBe(demanded),
  );
});
