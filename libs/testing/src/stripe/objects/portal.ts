import type Stripe from 'stripe';
import { newId, type World } from '../world';

/** Stripe's hosted page on which customers see to their subscription themselves. */
export function makePortal(
  world: World,
  customer: Stripe.Customer,
  wish: { returnUrl: string | null; locale: Stripe.BillingPortal.Session.Locale | null },
): Stripe.BillingPortal.Session {
  const id = newId('bps_1');
  return world.portals.put({
    id,
    object: 'billing_portal.session',
    configuration: 'bpc_1StandInForStripe000000',
    created: world.now(customer.test_clock),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: wish.locale,
    on_behalf_of: null,
    return_url: wish.returnUrl,
    url: `${world.options.url()}/p/session/${id}`,
  });
}
