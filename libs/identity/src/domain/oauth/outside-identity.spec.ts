import fc from 'fast-check';
import { profileOf, subjectOf } from './outside-identity';

describe('what is kept of a provider’s claims', () => {
  it('is bounded, well-formed and free of control characters, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.anything(),
        fc.anything(),
        fc.boolean(),
        (email, name, picture, emailVerified) => {
          const profile = profileOf({ email, name, picture, emailVerified });
          for (const text of [profile.email, profile.displayName, profile.photoUrl]) {
            if (text === null) continue;
            expect(text.isWellFormed() && !/\p{Cc}/u.test(text) && text !== '').toBe(true);
            expect(text.length).toBeLessThanOrEqual(2048);
          }
          if (profile.email === null) expect(profile.emailVerified).toBe(false);
        },
      ),
    );
  });

  it.each([
    ['ada@example.org', 'ada@example.org'],
    [' ada@example.org ', 'ada@example.org'],
    ['ada@example.org\nbcc: x@example.org', null],
    ['Ada <ada@example.org>', null],
    ['ada', null],
    [`${'a'.repeat(250)}@example.org`, null],
    [['ada@example.org'], null],
  ])('takes the address %j as %j', (email, kept) => {
    expect(profileOf({ email, name: null, picture: null, emailVerified: true }).email).toBe(kept);
  });

  it('takes pictures by https alone', () => {
    const photo = (picture: unknown) =>
      profileOf({ email: null, name: null, picture, emailVerified: false }).photoUrl;
    expect(photo('https://example.org/a.png')).toBe('https://example.org/a.png');
    for (const wrong of [
      'http://example.org/a.png',
      'javascript:alert(1)',
      'https://u:p@example.org/',
      '/a.png',
      1,
    ])
      expect(photo(wrong)).toBeNull();
  });

  it('takes a subject as it is, or not at all', () => {
    expect(subjectOf('1234')).toBe('1234');
    for (const wrong of ['', 1234, null, 'x'.repeat(256), 'a\u0000b', '\ud800'])
      expect(subjectOf(wrong)).toBeUndefined();
  });
});
