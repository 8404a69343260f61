import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, People, type RequestContext } from '@almanac/platform';
import { AccountStore, type BillingAccount } from './ports/account-store';
import { PaymentProvider, ProviderRefusedError } from './ports/payment-provider';

export type Customer = BillingAccount & { customerId: string };

/** Makes customers of accounts. */
@Injectable()
export class Customers {
  constructor(
    private readonly accounts: AccountStore,
    private readonly provider: PaymentProvider,
    private readonly people: People,
    private readonly database: Database,
  ) {}

  /**
   * The account as a customer; it becomes one here if it is none. Two calls at once make one, and a call after a crash
   * finds the one that was made before: the key is the same.
   */
  private async ensure(context: RequestContext, userId: Id): Promise<Customer> {
    const queryable = this.database.for(context);
    const account = await this.accounts.ensure(queryable, userId);
    if (isCustomer(account)) return account;
    const email = (await this.people.find(queryable, userId))?.email;
    const key = keyOf('customer', userId, account.customers, email);
    const customerId = await this.provider.createCustomer(context, { userId, email }, key);
    await this.accounts.becomeCustomer(queryable, account, customerId);
    const now = await this.accounts.find(queryable, userId);
    if (!now || !isCustomer(now)) throw new Error('an account became a customer and is none');
    return now;
  }

  /**
   * Does something for the account as a customer. Where the customer was deleted at the provider, whose word of it is not
   * here yet, the account becomes another one, once.
   */
  async serve<T>(context: RequestContext, userId: Id, work: (customer: Customer) => Promise<T>): Promise<T> {
    for (let again = false; ; again = true) {
      const customer = await this.ensure(context, userId);
      try {
        return await work(customer);
      } catch (error) {
        const isMissing = error instanceof ProviderRefusedError && error.reason === 'missing';
        if (!isMissing || again || !(await this.forgetIfGone(context, customer))) throw error;
      }
    }
  }

  /** What the provider sends goes to the address of now: the one before may be somebody else's. */
  async renewAddress(context: RequestContext, userId: Id): Promise<void> {
    const queryable = this.database.for(context);
    const account = await this.accounts.find(queryable, userId);
    const person = await this.people.find(queryable, userId);
    if (!this.provider.isOn || !account || !isCustomer(account) || !person) return;
    await this.provider.setAddress(context, account.customerId, person.email);
  }

  private async forgetIfGone(context: RequestContext, { userId, customerId }: Customer): Promise<boolean> {
    if (!(await this.provider.isGone(context, customerId))) return false;
    await this.accounts.loseCustomer(this.database.for(context), userId, customerId);
    return true;
  }
}

export function isCustomer(account: BillingAccount): account is Customer {
  return account.customerId !== null;
}

/** The key of an operation of ours: the same again for the same, also after a crash. */
export function keyOf(operation: string, ...parts: readonly (string | number | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `almanac-${operation}-${hash}`;
}
