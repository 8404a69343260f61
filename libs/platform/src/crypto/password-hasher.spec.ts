import type { Config } from '../config';
import { PasswordHasher } from './password-hasher';

describe('the password hasher', () => {
  const hasher = new PasswordHasher({ BCRYPT_COST: 12, BCRYPT_THREADS: 2 } as Config);

  afterAll(() => hasher.onApplicationShutdown());

  it('makes bcrypt hashes of the cost that is set and knows their passwords', async () => {
    const hash = await hasher.hash('Analytical-Engine-1843');
    expect(hash).toMatch(/^\$2b\$12\$/);
    expect(hasher.isOutdated(hash)).toBe(false);
    expect(hasher.isOutdated(hash.replace('$12$', '$10$'))).toBe(true);
    expect(await hasher.verify('Analytical-Engine-1843', hash)).toBe(true);
    expect(await hasher.verify('Analytical-Engine-1844', hash)).toBe(false);
  });

  it('never takes two passwords for one that differ after the 72nd byte', async () => {
    const password = 'a'.repeat(72);
    const hash = await hasher.hash(password);
    expect(await hasher.verify(password, hash)).toBe(true);
    expect(await hasher.verify(`${password}b`, hash)).toBe(false);
    await expect(hasher.hash(`${password}b`)).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
    await expect(hasher.hash('ä'.repeat(37))).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
  });

  it('says no without a hash, after the same work', async () => {
    expect(await hasher.verify('anything', undefined)).toBe(false);
    expect(await hasher.verify('anything', null)).toBe(false);
  });

  it('leaves the event loop alone during a burst', async () => {
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(Array.from({ length: 6 }, () => hasher.verify('burst', undefined)));
    over = true;
    // With hashes on this thread it would have a few turns between them.
    expect(turns).toBeGreaterThan(100);
  });

  it('refuses what would wait for too long', async () => {
    const tries = Array.from({ length: 80 }, () => hasher.verify('crowd', 'x'));
    const outcomes = await Promise.allSettled(tries);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.reason).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
  });
});
