import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { publicEventNames, shownOf, subscriptions } from './public-events';
import { pauseAfter } from './retry-schedule';
import { signedHeaders } from './signature';
import { isWebhookSecret, newWebhookSecret } from './webhook-secret';

describe('the schedule of tries', () => {
  const PAUSES = [5, 300, 1800, 7200, 18_000, 25_200, 32_400];

  it('makes eight tries within a day', () => {
    const all = (chance: number) =>
      PAUSES.map((_, index) => pauseAfter(index + 1, PAUSES, 0, () => chance) ?? 0);
    const hours = (chance: number) => all(chance).reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours(0)).toBeCloseTo(23.6, 1);
    expect(hours(1)).toBeGreaterThan(21);
    expect(pauseAfter(8, PAUSES)).toBeUndefined();
  });

  it('never comes before the receiver wants it, nor more than a day late for it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(200_000_000), (tries, asked) => {
        const pause = pauseAfter(tries, PAUSES, asked) ?? 0;
        expect(pause).toBeGreaterThanOrEqual(Math.min(asked, 86_400_000));
        expect(pause).toBeLessThanOrEqual(Math.max(86_400_000, 32_400_000));
      }),
    );
  });
});

describe('signatures', () => {
  it('are what the reference library takes, by each secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const secrets = [newWebhookSecret(), newWebhookSecret()];
        const body = JSON.stringify({ text });
        const headers = signedHeaders({ id: 'msg_1', sentAt: new Date(), body }, secrets);
        for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual({ text });
      }),
      { numRuns: 30 },
    );
  });

  it('knows secrets', () => {
    expect(isWebhookSecret(newWebhookSecret())).toBe(true);
    for (const text of [
      '',
      'whsec_',
      'whsec_AAAA',
      `whsec_${'A'.repeat(92)}`,
      `whsec_${'-'.repeat(40)}`,
      'A'.repeat(44),
    ])
      expect(isWebhookSecret(text)).toBe(false);
  });
});

describe('public events', () => {
  it('are each within reach of three subscriptions', () => {
    for (const name of publicEventNames) {
      expect(['*', `${name.split('.')[0]}.*`, name].every((one) => subscriptions.includes(one))).toBe(true);
    }
  });

  it('show the named fields alone', () => {
    const payload = {
      activity: { id: '1', title: 'Dig', position: 'a0', metadata: { x: 1 }, updatedBy: '2' },
    };
    expect(shownOf('activity.updated', payload)).toEqual({ activity: { id: '1', title: 'Dig' } });
    const comment = { comment: { id: '1', text: 'hi', mentions: ['9'] }, mentions: ['9'], comments: 3 };
    expect(shownOf('comment.created', comment)).toEqual({ comment: { id: '1', text: 'hi' } });
  });
});
