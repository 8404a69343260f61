import { PostponeJob } from '../queue/postpone-job';
import { CircuitOpenError } from './outgoing-errors';
import { postponedByLimit, postponingWhenOpen } from './postponing';

const NOW = Date.parse('2026-11-26T12:00:00Z');

describe('a job that calls a service', () => {
  it('waits while the circuit is open, and fails by all else', async () => {
    const error = await postponingWhenOpen(() => Promise.reject(new CircuitOpenError('twilio', 1234))).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(PostponeJob);
    expect(error).toMatchObject({ delayMs: 1234 });
    await expect(postponingWhenOpen(() => Promise.reject(new Error('Other')))).rejects.toThrow('Other');
    expect(await postponingWhenOpen(() => Promise.resolve(1))).toBe(1);
  });

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Thu, 26 Nov 2026 12:00:20 GMT' }, 20_000],
    [{ 'x-ratelimit-reset': String(NOW / 1000 + 30) }, 30_000],
    [{}, 60_000],
    [{ 'retry-after': '0' }, 1000],
    [{ 'retry-after': '-5' }, 60_000],
    [{ 'retry-after': '999999' }, 3_600_000],
  ] as [Record<string, string>, number][])('after 429 with %j it waits %d ms', (headers, delayMs) => {
    expect(postponedByLimit('Twilio', { status: 429, headers, body: '' }, NOW)).toMatchObject({ delayMs });
  });
});
