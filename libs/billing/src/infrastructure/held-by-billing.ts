import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  appendEvent,
  HoldsPersonalData,
  personalParts,
  RequestContext,
  statement,
  statements,
  type PersonalDataHolder,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';

const parts = personalParts('billing', {
  account: `
    SELECT customer_id AS "stripeCustomerId", trialled, created_at AS "createdAt"
      FROM billing_accounts WHERE user_id = $1`,
  subscriptions: `
    SELECT id, plan, "interval", state, stripe_customer_id AS "stripeCustomerId",
           stripe_subscription_id AS "stripeSubscriptionId", unit_amount AS amount, currency,
           started_at AS "startedAt", expires_at AS "expiresAt", trial_ends_at AS "trialEndsAt",
           grace_ends_at AS "graceEndsAt", ended_at AS "endedAt", auto_renew AS "autoRenew",
           created_at AS "createdAt", updated_at AS "updatedAt"
      FROM subscriptions WHERE user_id = $1 ORDER BY started_at, id`,
  refunds: `
    SELECT stripe_subscription_id AS "stripeSubscriptionId", plan, "interval", status, amount, currency,
           created_at AS "createdAt"
      FROM billing_refunds WHERE user_id = $1 ORDER BY created_at, stripe_subscription_id`,
  payments: `
    SELECT id, kind, subject_id AS "subjectId", amount, currency, status, created_at AS "createdAt",
           paid_at AS "paidAt"
      FROM payments WHERE user_id = $1 ORDER BY created_at, id`,
  events: `
    SELECT e.id, e.type, e.occurred_at AS "occurredAt", e.received_at AS "receivedAt"
      FROM stripe_events e JOIN billing_accounts a ON a.customer_id = e.customer_id
     WHERE a.user_id = $1 ORDER BY e.received_at, e.id`,
});
const hold = statement('billing.erase-hold', 'SELECT FROM billing_accounts WHERE user_id = $1 FOR UPDATE');
const customers = statement<{ customerId: string }>(
  'billing.erase-customers',
  `SELECT customer_id AS "customerId" FROM billing_accounts WHERE user_id = $1 AND customer_id IS NOT NULL
    UNION SELECT stripe_customer_id FROM subscriptions WHERE user_id = $1`,
);
const eraseEvents = statement(
  'billing.erase-events',
  'DELETE FROM stripe_events WHERE customer_id = ANY($1::text[])',
);
const erasures = statements('billing.erase', [
  'DELETE FROM billing_differences WHERE user_id = $1',
  'DELETE FROM billing_notices WHERE user_id = $1',
  'DELETE FROM billing_refunds WHERE user_id = $1',
  'DELETE FROM payments WHERE user_id = $1',
  'DELETE FROM subscriptions WHERE user_id = $1',
  'DELETE FROM billing_accounts WHERE user_id = $1',
]);

/** What is kept of people as customers. At Stripe, they are deleted by a job once this has committed. */
@Injectable()
@HoldsPersonalData()
export class HeldByBilling implements PersonalDataHolder {
  readonly name = 'billing';

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return parts(snapshot, userId);
  }

  async erase(tx: Transaction, userId: Id): Promise<void> {
    // Whatever an event is just then writing is erased as well, and nothing is written after this (`holdByCustomer`).
    await tx.query(hold, [userId]);
    const rows = await tx.query(customers, [userId]);
    const ids = rows.map(({ customerId }) => customerId);
    for (const customerId of ids)
      await appendEvent(tx, RequestContext.system(), {
        name: 'billing.customer-orphaned',
        payload: { customerId },
        resource: { type: 'customer', id: newId() },
      });
    await tx.query(eraseEvents, [ids]);
    for (const erasure of erasures) await tx.query(erasure, [userId]);
  }
}
