import { Injectable } from '@nestjs/common';
import { notFound, type Id } from '@almanac/kernel';
import {
  appendEvent,
  AuditTrail,
  Database,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
} from '@almanac/platform';
import { billingOff } from '../domain/refusals';
import { PaymentProvider } from './ports/payment-provider';
import { ReconciliationStore } from './ports/reconciliation-store';

/** Comparisons with the provider in the hands of admins: the worker makes them. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly runs: ReconciliationStore,
    private readonly provider: PaymentProvider,
    private readonly audit: AuditTrail,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Begins one, or goes on with the one that is under way: there is one at a time. Its `data`, as JSON.
   * @throws DomainError SERVICE_UNAVAILABLE where there is no key of the provider's
   */
  async begin(context: RequestContext): Promise<{ id: Id; json: string }> {
    if (!this.provider.isOn) throw billingOff();
    return this.unitOfWork.run(context, async (tx) => {
      const { id } = await this.runs.begin(tx);
      const resource = { type: 'reconciliation', id };
      await appendEvent(tx, context, {
        name: 'billing.comparison-requested',
        payload: { reconciliationId: id },
        resource,
      });
      this.audit.record(tx, context, { action: 'billing.comparison.requested', resource });
      const json = await this.runs.show(tx, id);
      if (json === undefined) throw new Error('a comparison was begun and is not there');
      return { id, json };
    });
  }

  /** @throws DomainError NOT_FOUND */
  async see(context: RequestContext, id: Id): Promise<string> {
    const json = await this.runs.show(this.database.for(context), id);
    if (json === undefined) throw notFound('Comparison');
    return json;
  }

  /** The `data` of the list, as JSON. */
  list(context: RequestContext, page: PageRequest): Promise<string> {
    return this.runs.list(context, page);
  }
}
