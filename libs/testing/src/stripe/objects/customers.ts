import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import { newId, type World } from '../world';

export interface CustomerWish {
  email?: string | null | undefined;
  name?: string | null | undefined;
  description?: string | null | undefined;
  phone?: string | null | undefined;
  metadata?: Record<string, string>;
  locales?: string[];
  clock?: string | undefined;
}

export function makeCustomer(world: World, wish: CustomerWish): Stripe.Customer {
  const customer = world.customers.put({
    id: newId('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.now(wish.clock),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: wish.description ?? null,
    discount: null,
    email: wish.email ?? null,
    invoice_prefix: randomBytes(4).toString('hex').toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: wish.metadata ?? {},
    name: wish.name ?? null,
    next_invoice_sequence: 1,
    phone: wish.phone ?? null,
    preferred_locales: wish.locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: wish.clock ?? null,
  });
  world.emit('customer.created', customer);
  return customer;
}
