import fc from 'fast-check';
import { clientRedirect, isRedirectUri, redirectErrorOf } from './client-redirect';

describe('the way back to the client', () => {
  it('leads nowhere but to the address on the list, with the outcome and the state as they are', () => {
    const bases = fc.constantFrom(
      'https://app.example.com/in',
      'https://app.example.com/in?a=b',
      'com.app:/in',
    );
    const text = fc.string({ unit: 'grapheme', maxLength: 50 });
    fc.assert(
      fc.property(bases, text, fc.option(text, { nil: null }), (base, code, state) => {
        const url = new URL(clientRedirect(base, { code }, state));
        const from = new URL(base);
        expect([url.protocol, url.host, url.pathname]).toEqual([from.protocol, from.host, from.pathname]);
        expect(url.searchParams.getAll('code')).toEqual([code]);
        expect(url.searchParams.getAll('state')).toEqual(state === null ? [] : [state]);
        expect(url.searchParams.get('a')).toBe(from.searchParams.get('a'));
      }),
    );
  });

  it('tells of errors in words of its own', () => {
    fc.assert(
      fc.property(fc.string(), (error) => {
        expect(['access_denied', 'server_error', 'temporarily_unavailable']).toContain(
          redirectErrorOf(error),
        );
      }),
    );
    expect(redirectErrorOf('access_denied')).toBe('access_denied');
  });

  it.each([
    '/in',
    'app.example.com/in',
    'https://a.example/#',
    'https://a.example/#x',
    'javascript:alert(1)',
    'https://u:p@a.example/',
  ])('is not %s', (address) => {
    expect(isRedirectUri(address)).toBe(false);
  });
});
