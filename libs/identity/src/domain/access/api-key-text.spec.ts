import * as fc from 'fast-check';
import { isApiKeyText, newApiKey, prefixOf } from './api-key-text';

describe('the text of API keys', () => {
  it('has 32 and more random characters and a checksum that holds', () => {
    const keys = Array.from({ length: 200 }, (_, index) => newApiKey(index % 2 === 0 ? 'live' : 'test'));
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) {
      expect(key).toMatch(/^ak_(live|test)_[0-9A-Za-z]{42}$/);
      expect(isApiKeyText(key)).toBe(true);
      expect(prefixOf(key)).toHaveLength(14);
    }
  });

  it('finds every typo of one character, swaps among them, and a changed kind', () => {
    const letter = fc.stringMatching(/^[0-9A-Za-z]$/);
    const key = newApiKey('live');
    fc.assert(
      fc.property(fc.nat(41), letter, (at, other) => {
        const place = 8 + at;
        const typo = key.slice(0, place) + other + key.slice(place + 1);
        expect(isApiKeyText(typo)).toBe(typo === key);
      }),
    );
    fc.assert(
      fc.property(fc.nat(40), (at) => {
        const place = 8 + at;
        const swapped =
          key.slice(0, place) + key.charAt(place + 1) + key.charAt(place) + key.slice(place + 2);
        expect(isApiKeyText(swapped)).toBe(swapped === key);
      }),
    );
    expect(isApiKeyText(key.replace('live', 'test'))).toBe(false);
  });

  it('is nothing else', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(isApiKeyText(text)).toBe(false)));
    for (const text of ['', 'ak_live_', ` ${newApiKey('live')}`, `${newApiKey('live')}\n`]) {
      expect(isApiKeyText(text)).toBe(false);
    }
  });
});
