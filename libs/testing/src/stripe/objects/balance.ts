import type Stripe from 'stripe';
import { newId, type World } from '../world';

export interface BalanceWish {
  /** Below zero is credit. */
  amount: number;
  currency: string;
  type: Stripe.CustomerBalanceTransaction['type'];
  description?: string | undefined;
  invoice?: string;
  metadata?: Record<string, string>;
}

/** What a customer has in credit, or owes, until the next invoice (docs.stripe.com/billing/customer/balance). */
export function changeBalance(
  world: World,
  customer: Stripe.Customer,
  wish: BalanceWish,
): Stripe.CustomerBalanceTransaction {
  world.change('customer.updated', customer, () => {
    customer.balance += wish.amount;
    customer.currency ??= wish.currency;
  });
  return world.balanceTransactions.put({
    id: newId('cbtxn_1'),
    object: 'customer_balance_transaction',
    amount: wish.amount,
    checkout_session: null,
    created: world.now(customer.test_clock),
    credit_note: null,
    currency: wish.currency,
    customer: customer.id,
    customer_account: null,
    description: wish.description ?? null,
    ending_balance: customer.balance,
    invoice: wish.invoice ?? null,
    livemode: false,
    metadata: wish.metadata ?? {},
    type: wish.type,
  });
}
