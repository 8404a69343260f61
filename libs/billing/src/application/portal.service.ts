import { Injectable } from '@nestjs/common';
import { AuditTrail, callerOf, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { billingOff, noSubscription } from '../domain/refusals';
import { answering } from './answering';
import { AccountStore } from './ports/account-store';
import { PaymentProvider, ProviderRefusedError, type SeenInvoice } from './ports/payment-provider';
import { ReturnAddresses } from './return-addresses';
import { SubscriptionSync } from './subscription-sync';

/** The provider's own pages, and its invoices. */
@Injectable()
export class PortalService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly accounts: AccountStore,
    private readonly addresses: ReturnAddresses,
    private readonly sync: SubscriptionSync,
    private readonly audit: AuditTrail,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The address of the page where ways to pay, invoices and the subscription are looked after.
   * @param wish where it leads back to; to the operator's own page where nothing is said
   * @throws DomainError VALIDATION_ERROR for an address that leads elsewhere, NOT_FOUND for who never bought anything, or is no customer any more
   */
  async open(context: RequestContext, wish?: string): Promise<string> {
    const { userId } = callerOf(context);
    if (!this.provider.isOn) throw billingOff();
    const returnUrl = wish ?? this.addresses.home;
    this.addresses.require({ returnUrl });
    const customerId = (await this.accounts.find(this.database.for(context), userId))?.customerId;
    if (customerId === null || customerId === undefined) throw noSubscription();
    const url = await answering(() => this.page(context, customerId, returnUrl));
    await this.unitOfWork.run(context, (tx) => {
      this.audit.record(tx, context, {
        action: 'billing.portal.opened',
        resource: { type: 'user', id: userId },
      });
      return Promise.resolve();
    });
    return url;
  }

  private async page(context: RequestContext, customerId: string, returnUrl: string): Promise<string> {
    try {
      return await this.provider.createPortal(context, customerId, returnUrl);
    } catch (error) {
      const isMissing = error instanceof ProviderRefusedError && error.reason === 'missing';
      if (!isMissing || !(await this.provider.isGone(context, customerId))) throw error;
      // Deleted at the provider, whose word of it is on its way.
      await this.sync.run(context, customerId);
      throw noSubscription();
    }
  }

  /** Newest first; none for who never bought anything. */
  async invoices(
    context: RequestContext,
    limit: number,
    after: string | undefined,
  ): Promise<{ invoices: SeenInvoice[]; hasMore: boolean }> {
    if (!this.provider.isOn) throw billingOff();
    const account = await this.accounts.find(this.database.for(context), callerOf(context).userId);
    const customerId = account?.customerId;
    if (customerId === null || customerId === undefined) return { invoices: [], hasMore: false };
    return answering(() => this.provider.invoices(context, customerId, limit, after));
  }
}
