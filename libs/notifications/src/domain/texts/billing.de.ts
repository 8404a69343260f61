import type { BillingNotice } from '@almanac/contracts';
import { inZone } from '../zoned-time';
import { moneyOf, planNames } from './billing-words';
import type { NotificationText, Reader } from './texts';

/** What is said of subscriptions and payments, in German. */
export function billingDe(notice: BillingNotice, { timezone }: Reader): NotificationText {
  const day = (time: string) => inZone(new Date(time), timezone).setLocale('de').toFormat('d. LLLL yyyy');
  switch (notice.what) {
    case 'trial-ending':
      return {
        title: `Ihre Probezeit für ${planNames[notice.plan]} endet am ${day(notice.at)}`,
        body: 'Dann beginnt das kostenpflichtige Abonnement, wenn Sie es nicht vorher kündigen.',
      };
    case 'payment-failed':
      return {
        title: `Die Zahlung für ${planNames[notice.plan]} ist fehlgeschlagen`,
        body: `Bis zum ${day(notice.until)} bleibt alles, wie es ist. Bitte prüfen Sie bis dahin Ihre Zahlungsart.`,
      };
    case 'action-required':
      return {
        title: 'Ihre Bank möchte, dass Sie eine Zahlung bestätigen',
        body: 'Bitte öffnen Sie Ihre Rechnung und bestätigen Sie die Zahlung.',
      };
    case 'ended':
      return {
        title: `Ihr Abonnement ${planNames[notice.plan]} ist beendet`,
        body: `${notice.unpaid ? 'Es wurde nicht bezahlt. ' : ''}Nichts wird gelöscht: Was über die Grenzen Ihres Tarifs hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'doubled':
      return {
        title: `Ein zweites Abonnement, ${planNames[notice.plan]}, ist beendet`,
        body: 'Sie hatten zwei. Das zweite endet sofort, und was Sie dafür bezahlt haben, geht dorthin zurück, woher es kam. Das erste läuft weiter.',
      };
    case 'renewal-resumed':
      return {
        title: `Ihr Abonnement ${planNames[notice.plan]} läuft weiter`,
        body: `Mit der Löschung Ihres Kontos war es gekündigt worden. ${notice.at === null ? 'Es verlängert sich wieder' : `Es verlängert sich am ${day(notice.at)}`}, wenn Sie es nicht vorher kündigen.`,
      };
    case 'gift-ending':
      return {
        title: `${planNames[notice.plan]}, das Sie geschenkt bekamen, endet am ${day(notice.at)}`,
        body: `Dann ist Ihr Tarif ${planNames[notice.tier]}, wenn Sie keinen anderen wählen. Nichts wird gelöscht: Was über dessen Grenzen hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'gift-ended':
      return {
        title: `${planNames[notice.plan]}, das Sie geschenkt bekamen, ist zu Ende`,
        body: `Ihr Tarif ist jetzt ${planNames[notice.tier]}. Nichts wird gelöscht: Was über dessen Grenzen hinausgeht, können Sie lesen, aber nicht ändern.`,
      };
    case 'refunded':
      return {
        title: `${moneyOf(notice, 'de')} wurden Ihnen erstattet`,
        body: 'Bis der Betrag ankommt, können einige Tage vergehen.',
      };
  }
}
