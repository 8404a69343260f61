import { Injectable } from '@nestjs/common';
import { AuditTrail, callerOf, Database, UnitOfWork, type RequestContext } from '@almanac/platform';
import { billingOff, noSubscription } from '../domain/refusals';
import { answering } from './answering';
import { AccountStore } from './ports/account-store';
import { PaymentProvider, type SeenInvoice } from './ports/payment-provider';
import { ReturnAddresses } from './return-addresses';

/** The provider's own pages, and its invoices. */
@Injectable()
export class PortalService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly accounts: AccountStore,
    private readonly addresses: ReturnAddresses,
    private readonly audit: AuditTrail,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The address of the page where ways to pay, invoices and the subscription are looked after.
   * @throws DomainError VALIDATION_ERROR for an address that leads elsewhere, NOT_FOUND for who never bought anything
   */
  async open(context: RequestContext, returnUrl: string): Promise<string> {
    const { userId } = callerOf(context);
    if (!this.provider.isOn) throw billingOff();
    this.addresses.require({ returnUrl });
    const customerId = (await this.accounts.find(this.database.for(context), userId))?.customerId;
    if (customerId === null || customerId === undefined) throw noSubscription();
    const url = await answering(() => this.provider.createPortal(customerId, returnUrl));
    await this.unitOfWork.run(context, (tx) => {
      this.audit.record(tx, context, {
        action: 'billing.portal.opened',
        resource: { type: 'user', id: userId },
      });
      return Promise.resolve();
    });
    return url;
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
    return answering(() => this.provider.invoices(customerId, limit, after));
  }
}
