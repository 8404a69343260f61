import { DateTime } from 'luxon';
import type { BillingNotice } from '@almanac/contracts';
import { minorDigits } from '@almanac/kernel';

interface Sentences {
  title: string;
  body: string;
}
interface ReaderOfThem {
  timezone: string;
}

const namesEn = { free: 'Free', premium: 'Premium', enterprise: 'Enterprise' } as const;

/** What is said of subscriptions and payments, in English. */
export function billingEn(notice: BillingNotice, { timezone }: ReaderOfThem): Sentences {
  const day = (time: string) => dayOf(time, timezone, 'en', 'd LLLL yyyy');
  switch (notice.what) {
    case 'trial-ending':
      return {
        title: `Your ${namesEn[notice.plan]} trial ends on ${day(notice.at)}`,
        body: 'Your subscription begins then, and is charged for, unless you cancel it before.',
      };
    case 'payment-failed':
      return {
        title: `The payment for ${namesEn[notice.plan]} failed`,
        body: `You keep everything until ${day(notice.until)}. Please check your payment method before then.`,
      };
    case 'action-required':
      return {
        title: 'Your bank wants you to confirm a payment',
        body: 'Please open your invoice and confirm it.',
      };
    case 'ended':
      return {
        title: `Your ${namesEn[notice.plan]} subscription has ended`,
        body: `${notice.unpaid ? 'It was not paid. ' : ''}Nothing is deleted: what is over the limits of your tier can be read, but not changed.`,
      };
    case 'doubled':
      return {
        title: `A second subscription, for ${namesEn[notice.plan]}, is ended`,
        body: 'You had two. The second one ends at once, and whatever you paid for it goes back to where it came from. The first one goes on.',
      };
    case 'renewal-resumed':
      return {
        title: `Your ${namesEn[notice.plan]} subscription goes on`,
        body: `It had been stopped as your account was deleted. ${notice.at === null ? 'It renews again' : `It renews on ${day(notice.at)}`}, unless you cancel it before.`,
      };
    case 'gift-ending':
      return {
        title: `${namesEn[notice.plan]}, which you were given, ends on ${day(notice.at)}`,
        body: `Your tier is ${namesEn[notice.tier]} then, unless you choose a plan. Nothing is deleted: what is over the limits of that tier can be read, but not changed.`,
      };
    case 'gift-ended':
      return {
        title: `${namesEn[notice.plan]}, which you were given, has ended`,
        body: `Your tier is ${namesEn[notice.tier]} now. Nothing is deleted: what is over its limits can be read, but not changed.`,
      };
    case 'refunded':
      return {
        title: `${moneyOf(notice, 'en')} has been refunded to you`,
        body: 'It may take some days to arrive.',
      };
  }
}

/** The same in German. */
export function billingDe(notice: BillingNotice, { timezone }: ReaderOfThem): Sentences {
  const day = (time: string) => dayOf(time, timezone, 'de', 'd. LLLL yyyy');
  switch (notice.what) {
    case 'trial-ending':
      return {
        title: `Ihre Probezeit für ${namesEn[notice.plan]} endet am ${day(notice.at)}`,
        body: 'Dann beginnt das kostenpflichtige Abonnement, wenn Sie es nicht vorher kündigen.',
      };
    case 'payment-failed':
      return {
        title: `Die Zahlung für ${namesEn[notice.plan]} ist fehlgeschlagen`,
        body: `Bis zum ${day(notice.until)} bleibt alles, wie es ist. Bitte prüfen Sie bis dahin Ihre Zahlungsart.`,
      };
    case 'action-required':
      return {
        title: 'Ihre Bank möchte, dass Sie eine Zahlung bestätigen',
        body: 'Bitte öffnen Sie Ihre Rechnung und bestätigen Sie die Zahlung.',
      };
    case 'ended':
      return {
        title: `Ihr Abonnement ${namesEn[notice.plan]} ist beendet`,
        body: `${notice.unpaid ? 'Es wurde nicht bezahlt. ' : ''}Nichts wird gelöscht: Was über die Grenzen Ihres Tarifs hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'doubled':
      return {
        title: `Ein zweites Abonnement, ${namesEn[notice.plan]}, ist beendet`,
        body: 'Sie hatten zwei. Das zweite endet sofort, und was Sie dafür bezahlt haben, geht dorthin zurück, woher es kam. Das erste läuft weiter.',
      };
    case 'renewal-resumed':
      return {
        title: `Ihr Abonnement ${namesEn[notice.plan]} läuft weiter`,
        body: `Mit der Löschung Ihres Kontos war es gekündigt worden. ${notice.at === null ? 'Es verlängert sich wieder' : `Es verlängert sich am ${day(notice.at)}`}, wenn Sie es nicht vorher kündigen.`,
      };
    case 'gift-ending':
      return {
        title: `${namesEn[notice.plan]}, das Sie geschenkt bekamen, endet am ${day(notice.at)}`,
        body: `Dann ist Ihr Tarif ${namesEn[notice.tier]}, wenn Sie keinen anderen wählen. Nichts wird gelöscht: Was über dessen Grenzen hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'gift-ended':
      return {
        title: `${namesEn[notice.plan]}, das Sie geschenkt bekamen, ist zu Ende`,
        body: `Ihr Tarif ist jetzt ${namesEn[notice.tier]}. Nichts wird gelöscht: Was über dessen Grenzen hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'refunded':
      return {
        title: `${moneyOf(notice, 'de')} wurden Ihnen erstattet`,
        body: 'Bis der Betrag ankommt, können einige Tage vergehen.',
      };
  }
}

function dayOf(time: string, zone: string, locale: string, format: string): string {
  const at = DateTime.fromISO(time, { zone });
  const sane = at.isValid ? at : DateTime.fromISO(time, { zone: 'utc' });
  return sane.setLocale(locale).toFormat(format);
}

function moneyOf({ amount, currency }: { amount: number; currency: string }, locale: string): string {
  const digits = minorDigits(currency);
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...fraction });
  return format.format(amount / 10 ** digits);
}
