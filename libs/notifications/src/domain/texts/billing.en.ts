import type { BillingNotice } from '@almanac/contracts';
import { inZone } from '../zoned-time';
import { moneyOf, planNames } from './billing-words';
import type { NotificationText, Reader } from './texts';

/** What is said of subscriptions and payments, in English. */
export function billingEn(notice: BillingNotice, { timezone }: Reader): NotificationText {
  const day = (time: string) => inZone(new Date(time), timezone).setLocale('en').toFormat('d LLLL yyyy');
  switch (notice.what) {
    case 'trial-ending':
      return {
        title: `Your ${planNames[notice.plan]} trial ends on ${day(notice.at)}`,
        body: 'Your subscription begins then, and is charged for, unless you cancel it before.',
      };
    case 'payment-failed':
      return {
        title: `The payment for ${planNames[notice.plan]} failed`,
        body: `You keep everything until ${day(notice.until)}. Please check your payment method before then.`,
      };
    case 'action-required':
      return {
        title: 'Your bank wants you to confirm a payment',
        body: 'Please open your invoice and confirm it.',
      };
    case 'ended':
      return {
        title: `Your ${planNames[notice.plan]} subscription has ended`,
        body: `${notice.unpaid ? 'It was not paid. ' : ''}Nothing is deleted: what is over the limits of your tier can be read, but not changed.`,
      };
    case 'doubled':
      return {
        title: `A second subscription, for ${planNames[notice.plan]}, is ended`,
        body: 'You had two. The second one ends at once, and whatever you paid for it goes back to where it came from. The first one goes on.',
      };
    case 'renewal-resumed':
      return {
        title: `Your ${planNames[notice.plan]} subscription goes on`,
        body: `It had been stopped as your account was deleted. ${notice.at === null ? 'It renews again' : `It renews on ${day(notice.at)}`}, unless you cancel it before.`,
      };
    case 'gift-ending':
      return {
        title: `${planNames[notice.plan]}, which you were given, ends on ${day(notice.at)}`,
        body: `Your tier is ${planNames[notice.tier]} then, unless you choose a plan. Nothing is deleted: what is over the limits of that tier can be read, but not changed.`,
      };
    case 'gift-ended':
      return {
        title: `${planNames[notice.plan]}, which you were given, has ended`,
        body: `Your tier is ${planNames[notice.tier]} now. Nothing is deleted: what is over its limits can be read, but not changed.`,
      };
    case 'refunded':
      return {
        title: `${moneyOf(notice, 'en')} has been refunded to you`,
        body: 'It may take some days to arrive.',
      };
  }
}
