import { LIVE_LIMITS } from './limits';
import { JoinLimiter, MessageLimiter, PacketLimiter } from './message-limiter';

const judgements = (limiter: MessageLimiter, count: number, now: number): string[] =>
  Array.from({ length: count }, () => limiter.judge(now));

describe('MessageLimiter', () => {
  it('takes 30 a second, refuses the next, and ends whoever goes on', () => {
    const limiter = new MessageLimiter();
    const verdicts = judgements(limiter, 61, 1000);
    expect(verdicts.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 'take'));
    expect(verdicts.slice(30, 60)).toEqual(Array.from({ length: 30 }, () => 'refuse'));
    expect(verdicts[60]).toBe('end');
  });

  it('ends also who is a little too quick for long, and forgives who stops', () => {
    const patient = new MessageLimiter();
    for (let second = 1; second < 100; second += 1) {
      expect(judgements(patient, second % 2 === 0 ? 40 : 10, second * 1000)).not.toContain('end');
    }
    const stubborn = new MessageLimiter();
    const verdicts = Array.from({ length: 5 }, (_, second) =>
      judgements(stubborn, 40, 1000 * (second + 1)),
    ).flat();
    expect(verdicts).toContain('end');
  });
});

describe('limits of messages', () => {
  it('go on by the second where the clock is set back', () => {
    jest.useFakeTimers();
    try {
      const [messages, packets] = [new MessageLimiter(), new PacketLimiter()];
      for (let index = 0; index <= LIVE_LIMITS.packetsPerSecond; index += 1) packets.isTooMany();
      for (let index = 0; index < LIVE_LIMITS.messagesPerSecond; index += 1) messages.judge();
      expect([messages.judge(), packets.isTooMany()]).toEqual(['refuse', true]);
      jest.setSystemTime(Date.now() - 3_600_000);
      jest.advanceTimersByTime(1000);
      expect([messages.judge(), packets.isTooMany()]).toEqual(['take', false]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the limit of packets', () => {
  it('is so many a second', () => {
    const limiter = new PacketLimiter();
    const judged = Array.from({ length: LIVE_LIMITS.packetsPerSecond + 1 }, () => limiter.isTooMany(1000));
    expect(judged.filter(Boolean)).toHaveLength(1);
    expect(limiter.isTooMany(2000)).toBe(false);
  });
});

describe('the limit of joins', () => {
  it('is a burst, and then so many a second', () => {
    const limiter = new JoinLimiter();
    expect(limiter.take(LIVE_LIMITS.joinsInABurst, 1000)).toBe(true);
    expect(limiter.take(1, 1000)).toBe(false);
    expect(limiter.take(0, 1000)).toBe(true);
    expect(limiter.take(LIVE_LIMITS.joinsPerSecond + 1, 2000)).toBe(false);
    expect(limiter.take(LIVE_LIMITS.joinsPerSecond, 2000)).toBe(true);
    // However long it is quiet, and though the clock is set back.
    expect(limiter.take(LIVE_LIMITS.joinsInABurst + 1, 1e9)).toBe(false);
    expect(limiter.take(LIVE_LIMITS.joinsInABurst, 1e9)).toBe(true);
    expect(limiter.take(1, 0)).toBe(false);
  });
});
