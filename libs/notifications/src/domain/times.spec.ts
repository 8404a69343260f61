import fc from 'fast-check';
import { nextDigest } from './digest-time';
import { planDeliveries } from './delivery-plan';
import { defaultMatrix, effectiveMatrix, mayTell, storedMatrix, type StoredMatrix } from './preferences';
import { quietUntil } from './quiet-hours';
import { inZone } from './zoned-time';

const ZONES = ['UTC', 'Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const MINUTE = 60_000;
const switches = { email: true, push: true, sms: true, reminder: true };
const reachable = { email: true, push: true, sms: true };

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const moment = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) })
  .map((at) => new Date(Math.floor(at / MINUTE) * MINUTE));

function holds({ from, to }: { from: string; to: string }, at: Date, zone: string): boolean {
  const now = inZone(at, zone).toFormat('HH:mm');
  return from < to ? from <= now && now < to : from <= now || now < to;
}

describe('quiet hours', () => {
  it('end at the first minute that is not quiet; where a gap swallows their end, within an hour of it', () => {
    fc.assert(
      fc.property(fc.tuple(clock, clock, moment, fc.constantFrom(...ZONES)), ([from, to, at, zone]) => {
        fc.pre(from !== to);
        const quiet = { from, to };
        const end = quietUntil(quiet, at, zone);
        let first = at;
        while (holds(quiet, first, zone)) first = new Date(first.getTime() + MINUTE);
        const late = end.getTime() - first.getTime();
        expect(holds(quiet, end, zone)).toBe(false);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(60 * MINUTE);
        const changes = inZone(at, zone).offset !== inZone(end, zone).offset;
        if (!changes) expect(late).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['over midnight', '22:00', '07:00', '2026-01-10T22:30:00Z', '2026-01-11T06:00:00.000Z'],
    ['not yet', '22:00', '07:00', '2026-01-10T12:00:00Z', '2026-01-10T12:00:00.000Z'],
    [
      'through the night that is an hour shorter',
      '22:00',
      '07:00',
      '2026-03-28T22:30:00Z',
      '2026-03-29T05:00:00.000Z',
    ],
    [
      'through the night that is an hour longer',
      '22:00',
      '07:00',
      '2026-10-24T22:30:00Z',
      '2026-10-25T06:00:00.000Z',
    ],
    ['with an end that comes twice', '22:00', '02:30', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00.000Z'],
  ])('%s', (_name, from, to, at, end) => {
    expect(quietUntil({ from, to }, new Date(at), 'Europe/Vienna').toISOString()).toBe(end);
  });
});

describe('digests', () => {
  it.each([
    ['2026-03-28T10:00:00Z', '2026-03-29T06:00:00.000Z'],
    ['2026-10-24T10:00:00Z', '2026-10-25T07:00:00.000Z'],
    ['2026-01-10T06:59:00Z', '2026-01-10T07:00:00.000Z'],
    ['2026-01-10T07:00:00Z', '2026-01-11T07:00:00.000Z'],
  ])('come at eight by the person’s clock, over changes of clocks: after %s at %s', (after, due) => {
    expect(nextDigest('daily', new Date(after), 'Europe/Vienna').toISOString()).toBe(due);
  });

  it('come after the moment, within a day and an hour, at eight or at the full hour', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...ZONES), (at, zone) => {
        const daily = nextDigest('daily', at, zone);
        expect(daily.getTime()).toBeGreaterThan(at.getTime());
        expect(daily.getTime() - at.getTime()).toBeLessThanOrEqual(25 * 60 * MINUTE);
        expect(inZone(daily, zone).toFormat('HH:mm:ss.SSS')).toBe('08:00:00.000');
        const hourly = nextDigest('hourly', at, zone);
        expect(hourly.getTime() - at.getTime()).toBeLessThanOrEqual(60 * MINUTE);
        expect(hourly.getTime()).toBeGreaterThan(at.getTime());
      }),
    );
  });
});

describe('the matrix', () => {
  const ways = fc.record(
    { inApp: fc.boolean(), email: fc.boolean(), push: fc.boolean(), sms: fc.boolean() },
    { requiredKeys: [] },
  );
  const given = fc.record({ comment: ways, security: ways, reminder: ways }, { requiredKeys: [] });

  it('comes back as it was given, and mails about security stay on', () => {
    fc.assert(
      fc.property(given, (matrix: StoredMatrix) => {
        const effective = effectiveMatrix(storedMatrix(matrix));
        expect(effective.comment).toEqual({ ...defaultMatrix.comment, ...matrix.comment });
        expect(effective.security.email).toBe(true);
        expect(storedMatrix(effective)).toEqual(storedMatrix(effectiveMatrix(matrix)));
      }),
    );
  });

  it('gives way to what was chosen for a fact, but neither above the master switches nor where it was switched off', () => {
    const kinds = effectiveMatrix({ reminder: { push: false } });
    const reminder = (channel: 'push' | 'sms', chosen: boolean) =>
      mayTell({ kinds }, switches, 'reminder', channel, chosen);
    expect([reminder('sms', false), reminder('sms', true)]).toEqual([false, true]);
    expect([reminder('push', false), reminder('push', true)]).toEqual([false, false]);
    expect(mayTell({ kinds }, { ...switches, email: false }, 'reminder', 'email', true)).toBe(false);
    expect(mayTell({ kinds }, { ...switches, reminder: false }, 'reminder', 'email', true)).toBe(false);
  });
});

describe('how a fact is told', () => {
  const night = new Date('2026-01-10T23:00:00Z');
  const preferences = {
    kinds: effectiveMatrix({}),
    quietHours: { from: '22:00', to: '07:00' },
    digest: 'daily' as const,
  };
  const question = { preferences, switches, reachable, timeZone: 'UTC' };

  it('waits for the morning, mails in the digest, and security waits for nothing', () => {
    const morning = new Date('2026-01-11T07:00:00Z');
    expect(planDeliveries({ ...question, kind: 'mention' }, night)).toEqual({
      inApp: true,
      deliveries: [
        { channel: 'email', status: 'gathering', chosen: false, dueAt: new Date('2026-01-11T08:00:00Z') },
        { channel: 'push', status: 'pending', chosen: false, dueAt: morning },
      ],
    });
    const secure = planDeliveries({ ...question, kind: 'security', without: ['email'] }, night);
    expect(secure.deliveries).toEqual([{ channel: 'push', status: 'pending', chosen: false, dueAt: night }]);
  });

  it('takes a reminder’s own channels, which are never gathered', () => {
    const plan = planDeliveries({ ...question, kind: 'reminder', chosen: ['sms', 'email'] }, night);
    expect(plan.inApp).toBe(false);
    expect(plan.deliveries.map(({ channel, status }) => [channel, status])).toEqual([
      ['email', 'pending'],
      ['sms', 'pending'],
    ]);
    const unreachable = { ...reachable, sms: false };
    const lost = { ...question, reachable: unreachable, kind: 'reminder' as const, chosen: ['sms' as const] };
    expect(planDeliveries(lost, night)).toEqual({ inApp: true, deliveries: [] });
    const off = { ...switches, reminder: false };
    expect(
      planDeliveries({ ...question, switches: off, kind: 'reminder', chosen: ['inApp'] }, night),
    ).toEqual({
      inApp: false,
      deliveries: [],
    });
  });
});
