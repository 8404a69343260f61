import type { BillingNotice } from '@almanac/contracts';
import { de } from './texts.de';
import { en } from './texts.en';

const at = '2026-03-31T23:30:00.000Z';
const reader = { language: 'en', timezone: 'Europe/Vienna' };
const notices: readonly [BillingNotice, string, string][] = [
  [
    { what: 'trial-ending', plan: 'premium', at },
    'Your Premium trial ends on 1 April 2026',
    'Ihre Probezeit für Premium endet am 1. April 2026',
  ],
  [
    { what: 'payment-failed', plan: 'enterprise', until: at },
    'The payment for Enterprise failed',
    'Die Zahlung für Enterprise ist fehlgeschlagen',
  ],
  [
    { what: 'action-required' },
    'Your bank wants you to confirm a payment',
    'Ihre Bank möchte, dass Sie eine Zahlung bestätigen',
  ],
  [
    { what: 'ended', plan: 'premium', unpaid: true },
    'Your Premium subscription has ended',
    'Ihr Abonnement Premium ist beendet',
  ],
  [
    { what: 'doubled', plan: 'premium' },
    'A second subscription, for Premium, is ended',
    'Ein zweites Abonnement, Premium, ist beendet',
  ],
  [
    { what: 'renewal-resumed', plan: 'premium', at },
    'Your Premium subscription goes on',
    'Ihr Abonnement Premium läuft weiter',
  ],
  [
    { what: 'gift-ending', plan: 'enterprise', tier: 'free', at },
    'Enterprise, which you were given, ends on 1 April 2026',
    'Enterprise, das Sie geschenkt bekamen, endet am 1. April 2026',
  ],
  [
    { what: 'gift-ended', plan: 'premium', tier: 'free' },
    'Premium, which you were given, has ended',
    'Premium, das Sie geschenkt bekamen, ist zu Ende',
  ],
  [
    { what: 'refunded', amount: 1250, currency: 'EUR' },
    '€12.50 has been refunded to you',
    '12,50\u00a0€ wurden Ihnen erstattet',
  ],
  [
    { what: 'refunded', amount: 1045, currency: 'HUF' },
    'HUF\u00a010.45 has been refunded to you',
    '10,45\u00a0HUF wurden Ihnen erstattet',
  ],
  [
    { what: 'refunded', amount: 1250, currency: 'JPY' },
    '¥1,250 has been refunded to you',
    '1.250\u00a0¥ wurden Ihnen erstattet',
  ],
];

it.each(notices)('says %j in the reader’s language and time', (notice, english, german) => {
  expect([en.billing(notice, reader).title, de.billing(notice, reader).title]).toEqual([english, german]);
});

it('says until when everything stays, and whether it was the money', () => {
  const until = { what: 'payment-failed', plan: 'premium', until: at } as const;
  expect(en.billing(until, reader).body).toContain('until 1 April 2026');
  expect(de.billing(until, reader).body).toContain('Bis zum 1. April 2026');
  const ended = (unpaid: boolean) => en.billing({ what: 'ended', plan: 'premium', unpaid }, reader).body;
  expect([ended(true), ended(false)].map((body) => body.includes('not paid'))).toEqual([true, false]);
});
