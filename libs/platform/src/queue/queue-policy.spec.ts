import { pauseBefore, queuePolicies } from './queue-policy';
import { Wakeup } from './wakeup';

describe('pauseBefore', () => {
  const policy = { ...queuePolicies.mail, firstPauseMs: 1000, longestPauseMs: 60_000 };

  it('doubles up to the longest, half of it by chance', () => {
    const shortest = [1, 2, 3, 7, 50].map((attempt) => pauseBefore(policy, attempt, () => 0));
    const longest = [1, 2, 3, 7, 50].map((attempt) => pauseBefore(policy, attempt, () => 1));
    expect(shortest).toEqual([500, 1000, 2000, 30_000, 30_000]);
    expect(longest).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  });
});

describe('Wakeup', () => {
  it('ends a sleep, and remembers a ring while nobody slept', async () => {
    const wakeup = new Wakeup();
    setImmediate(() => wakeup.ring());
    await wakeup.sleep(3_600_000);
    wakeup.ring();
    await wakeup.sleep(3_600_000);
    // Remembered once: the next sleep takes as long as it was meant to, and ends after a shorter one.
    const ended: string[] = [];
    setTimeout(() => ended.push('the shorter one'), 20);
    await wakeup.sleep(30);
    expect([...ended, 'the sleep']).toEqual(['the shorter one', 'the sleep']);
  });
});
