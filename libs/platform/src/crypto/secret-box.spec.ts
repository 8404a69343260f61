import type { Config } from '../config';
import { SecretBox } from './secret-box';

function box(key: string, ...previous: string[]): SecretBox {
  const config: Partial<Config> = {
    ENCRYPTION_KEY: key.repeat(40),
    ENCRYPTION_PREVIOUS_KEYS: previous.map((text) => text.repeat(40)),
  };
  return new SecretBox(config as Config);
}

describe('the secret box', () => {
  it('opens what it has sealed, and seals the same text differently each time', () => {
    const made = box('a');
    const first = made.seal('test/v1', 'ada', 'Grüße');
    expect(first).not.toContain('Gr');
    expect(made.open('test/v1', 'ada', first)).toBe('Grüße');
    expect(made.seal('test/v1', 'ada', 'Grüße')).not.toBe(first);
    expect(made.open('test/v1', 'ada', made.seal('test/v1', 'ada', ''))).toBe('');
  });

  it('does not open for another owner or purpose, nor what was changed', () => {
    const made = box('a');
    const sealed = made.seal('test/v1', 'ada', 'secret');
    expect(() => made.open('test/v1', 'bob', sealed)).toThrow();
    expect(() => made.open('other/v1', 'ada', sealed)).toThrow();
    const at = sealed.length - 5;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => made.open('test/v1', 'ada', changed)).toThrow();
    for (const broken of ['', 'x', `${sealed.split('.')[0]}.`, `${sealed.split('.')[0]}.AAAA`])
      expect(() => made.open('test/v1', 'ada', broken)).toThrow();
  });

  it('opens what a former key has sealed, while it is named', () => {
    const sealed = box('a').seal('test/v1', 'ada', 'secret');
    const rotated = box('b', 'a');
    expect(rotated.open('test/v1', 'ada', sealed)).toBe('secret');
    expect(rotated.isOutdated(sealed)).toBe(true);
    expect(rotated.isOutdated(rotated.seal('test/v1', 'ada', 'secret'))).toBe(false);
    expect(() => box('b').open('test/v1', 'ada', sealed)).toThrow(/ENCRYPTION_PREVIOUS_KEYS/);
  });

  it('hashes by key, owner and purpose', () => {
    const [hash] = box('a').hashes('test/v1', 'ada', '12345678');
    expect(hash).toHaveLength(32);
    expect(box('a').hashes('test/v1', 'ada', '12345678')[0]).toEqual(hash);
    expect(box('b', 'a').hashes('test/v1', 'ada', '12345678')[1]).toEqual(hash);
    for (const [key, purpose, owner] of [
      ['b', 'test/v1', 'ada'],
      ['a', 'other/v1', 'ada'],
      ['a', 'test/v1', 'bob'],
    ] as const)
      expect(box(key).hashes(purpose, owner, '12345678')[0]).not.toEqual(hash);
  });
});
