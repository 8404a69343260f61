import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { AccountStore, type BillingAccount } from '../application/ports/account-store';
import type { CheckoutSession } from '../application/ports/payment-provider';

interface AccountRow extends Record<string, unknown> {
  userId: Id;
  customerId: string | null;
  customers: number;
  checkouts: number;
  sessionId: string | null;
  sessionRequest: string | null;
  sessionUrl: string | null;
  sessionExpiresAt: Date | null;
  stopped: string | null;
  declined: string | null;
  trialled: boolean;
  reading: string;
}

const columns = `user_id AS "userId", customer_id AS "customerId", customers, checkouts, session_id AS "sessionId",
  session_request AS "sessionRequest", session_url AS "sessionUrl", session_expires_at AS "sessionExpiresAt",
  stopped_subscription_id AS stopped, declined_subscription_id AS declined, trialled, reading::text AS reading`;

const find = statement<AccountRow>(
  'billing-accounts.find',
  `SELECT ${columns} FROM billing_accounts WHERE user_id = $1`,
);
const byCustomer = `SELECT ${columns} FROM billing_accounts WHERE customer_id = $1`;
const findByCustomer = statement<AccountRow>('billing-accounts.find-by-customer', byCustomer);
const holdByCustomer = statement<AccountRow>('billing-accounts.hold', `${byCustomer} FOR UPDATE`);
const ensure = statement<AccountRow>(
  'billing-accounts.ensure',
  `INSERT INTO billing_accounts (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING RETURNING ${columns}`,
);
const becomeCustomer = statement(
  'billing-accounts.become-customer',
  `UPDATE billing_accounts SET customer_id = $2, customers = customers + 1
    WHERE user_id = $1 AND customer_id IS NULL AND customers = $3 RETURNING user_id`,
);
const loseCustomer = statement(
  'billing-accounts.lose-customer',
  `UPDATE billing_accounts SET customer_id = NULL, session_id = NULL, session_request = NULL, session_url = NULL,
          session_expires_at = NULL
    WHERE user_id = $1 AND customer_id = $2`,
);
const noteSession = statement(
  'billing-accounts.note-session',
  `UPDATE billing_accounts
      SET session_id = $3, session_request = $4, session_url = $5, session_expires_at = $6, checkouts = checkouts + 1
    WHERE user_id = $1 AND checkouts = $2 RETURNING user_id`,
);
const forgetSession = statement(
  'billing-accounts.forget-session',
  `UPDATE billing_accounts SET session_id = NULL, session_request = NULL, session_url = NULL, session_expires_at = NULL
    WHERE user_id = $1 AND session_id = $2`,
);
const noteStopped = statement(
  'billing-accounts.note-stopped',
  'UPDATE billing_accounts SET stopped_subscription_id = $2 WHERE user_id = $1',
);
const decline = statement(
  'billing-accounts.decline',
  `UPDATE billing_accounts SET stopped_subscription_id = NULL, declined_subscription_id = $2 WHERE user_id = $1`,
);
const accept = statement(
  'billing-accounts.accept',
  'UPDATE billing_accounts SET declined_subscription_id = NULL WHERE user_id = $1',
);
const forgetStopped = statement<{ id: Id }>(
  'billing-accounts.forget-stopped',
  `UPDATE billing_accounts SET stopped_subscription_id = NULL
    WHERE user_id = $1 AND stopped_subscription_id IS NOT NULL RETURNING user_id AS id`,
);
const nextReading = statement<{ number: string }>(
  'billing-accounts.next-reading',
  `SELECT nextval('billing_readings')::text AS number`,
);
const noteReading = statement(
  'billing-accounts.note-reading',
  'UPDATE billing_accounts SET reading = $2, trialled = trialled OR $3 WHERE user_id = $1',
);

/** Accounts as customers, in PostgreSQL. */
@Injectable()
export class SqlAccountStore extends AccountStore {
  async find(queryable: Queryable, userId: Id): Promise<BillingAccount | undefined> {
    return toAccount((await queryable.query(find, [userId]))[0]);
  }

  async findByCustomer(queryable: Queryable, customerId: string): Promise<BillingAccount | undefined> {
    return toAccount((await queryable.query(findByCustomer, [customerId]))[0]);
  }

  async holdByCustomer(tx: Transaction, customerId: string): Promise<BillingAccount | undefined> {
    return toAccount((await tx.query(holdByCustomer, [customerId]))[0]);
  }

  async ensure(queryable: Queryable, userId: Id): Promise<BillingAccount> {
    const made = toAccount((await queryable.query(ensure, [userId]))[0]);
    const account = made ?? (await this.find(queryable, userId));
    if (!account) throw new Error('an account for billing was made and is not there');
    return account;
  }

  async becomeCustomer(queryable: Queryable, account: BillingAccount, customerId: string): Promise<boolean> {
    const { userId, customers } = account;
    return (await queryable.query(becomeCustomer, [userId, customerId, customers])).length > 0;
  }

  async loseCustomer(queryable: Queryable, userId: Id, customerId: string): Promise<void> {
    await queryable.query(loseCustomer, [userId, customerId]);
  }

  async noteSession(
    queryable: Queryable,
    { userId, checkouts }: BillingAccount,
    { id, request, url, expiresAt }: CheckoutSession & { request: string },
  ): Promise<boolean> {
    const values = [userId, checkouts, id, request, url, expiresAt];
    return (await queryable.query(noteSession, values)).length > 0;
  }

  async forgetSession(queryable: Queryable, userId: Id, sessionId: string): Promise<void> {
    await queryable.query(forgetSession, [userId, sessionId]);
  }

  async noteStopped(queryable: Queryable, userId: Id, subscriptionId: string): Promise<void> {
    await queryable.query(noteStopped, [userId, subscriptionId]);
  }

  async forgetStopped(queryable: Queryable, userId: Id): Promise<boolean> {
    return (await queryable.query(forgetStopped, [userId])).length > 0;
  }

  async decline(queryable: Queryable, userId: Id, subscriptionId: string): Promise<void> {
    await queryable.query(decline, [userId, subscriptionId]);
  }

  async accept(queryable: Queryable, userId: Id): Promise<void> {
    await queryable.query(accept, [userId]);
  }

  async nextReading(queryable: Queryable): Promise<string> {
    const [row] = await queryable.query(nextReading, []);
    if (!row) throw new Error('a sequence gave no number');
    return row.number;
  }

  async noteReading(tx: Transaction, userId: Id, reading: string, trialled: boolean): Promise<void> {
    await tx.query(noteReading, [userId, reading, trialled]);
  }
}

function toAccount(row: AccountRow | undefined): BillingAccount | undefined {
  if (!row) return undefined;
  const { sessionId, sessionRequest, sessionUrl, sessionExpiresAt, ...account } = row;
  const session =
    sessionId === null || sessionRequest === null || sessionUrl === null || sessionExpiresAt === null
      ? null
      : { id: sessionId, request: sessionRequest, url: sessionUrl, expiresAt: sessionExpiresAt };
  return { ...account, session };
}
