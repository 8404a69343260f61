import { Inject, Injectable } from '@nestjs/common';
import { systemClock } from '@almanac/kernel';
import { Config, LOGGER, type PinoLogger } from '@almanac/platform';
import { standingOf, type Standing, type SubscriptionSnapshot } from '../domain/snapshot';
import { AccountStore } from './ports/account-store';
import { BillingCounts } from './ports/billing-counts';
import type { NewRefund } from './ports/refund-store';
import type { StoredSubscription } from './ports/subscription-store';

/** Whose customers are, what operators are told of, and how things stand by the settings and the clock. */
@Injectable()
export class SyncRecords {
  constructor(
    readonly accounts: AccountStore,
    private readonly config: Config,
    private readonly counts: BillingCounts,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  standingOf(snapshot: SubscriptionSnapshot): Standing {
    return standingOf(snapshot, systemClock.now(), this.config.BILLING_GRACE_DAYS);
  }

  doubled({ id, customerId }: SubscriptionSnapshot): void {
    this.counts.add('difference', 'doubled');
    this.logger.warn(
      { subscription: id, customer: customerId },
      'a second subscription is ended at Stripe, and given back',
    );
  }

  cameBack({ subscriptionId, customerId }: NewRefund): void {
    this.logger.error(
      { subscription: subscriptionId, customer: customerId },
      'a refund for a second subscription came back to Stripe: give it back another way',
    );
  }

  unlisted(error: unknown): void {
    this.logger.warn(
      { err: error },
      'the refunds at Stripe could not be looked through: the next comparison does',
    );
  }

  failed(customer: string, error: unknown): void {
    this.logger.error({ customer, err: error }, 'what a customer has at Stripe cannot be written down');
  }

  illegal({ snapshot, standing: { state } }: StoredSubscription, to: string): void {
    this.counts.add('illegal-step', state, to);
    this.logger.error(
      { subscription: snapshot.id, from: state, to },
      'a subscription takes a step that there is not',
    );
  }
}
