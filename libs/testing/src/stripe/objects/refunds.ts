import type Stripe from 'stripe';
import { invalid } from '../http/fault';
import { idOf, newId, type World } from '../world';

/** Money that goes back, and sometimes does not arrive. */

export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer';

/** @param amount in the currency's smallest unit; all that is left when it is not given */
export function refund(
  world: World,
  charge: Stripe.Charge,
  wish: { amount?: number | undefined; reason?: RefundReason | undefined; metadata?: Record<string, string> },
): Stripe.Refund {
  if (!charge.paid) throw invalid(`Charge ${charge.id} was not paid.`, 'charge');
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
  const amount = wish.amount ?? left;
  if (amount <= 0) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  if (amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      'amount',
    );
  const made = world.refunds.put({
    id: newId('re_3'),
    object: 'refund',
    amount,
    balance_transaction: newId('txn_3'),
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: wish.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: wish.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  });
  world.change('charge.refunded', charge, () => {
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount;
  });
  world.emit('refund.created', made);
  return made;
}

/**
 * The bank does not take it in, which may take days to show: the money is at Stripe again
 * (docs.stripe.com/refunds, "Failed refunds").
 */
export function failRefund(world: World, made: Stripe.Refund): void {
  if (made.status === 'failed') throw invalid(`Refund ${made.id} has failed already.`);
  made.status = 'failed';
  made.failure_balance_transaction = newId('txn_3');
  made.failure_reason = 'expired_or_canceled_card';
  const charge = world.charges.get(idOf(made.charge ?? ''));
  charge.amount_refunded -= made.amount;
  charge.refunded = false;
  for (const type of ['charge.refund.updated', 'refund.updated', 'refund.failed']) world.emit(type, made);
}
