import { Injectable } from '@nestjs/common';
import { systemRoles, type Tier, type TierLimits } from '@almanac/contracts';
import {
  callerOf,
  Config,
  Database,
  Limits,
  UsageMeters,
  type RequestContext,
  type Usage,
} from '@almanac/platform';
import { paidPlans, type Interval, type PaidPlan } from '../domain/plans';
import { billingOff } from '../domain/refusals';
import { answering } from './answering';
import { PaymentProvider } from './ports/payment-provider';

export interface Plan {
  plan: Tier;
  prices: { interval: Interval; amount: number | null; currency: string }[];
  limits: TierLimits;
}

/** What there is to buy, what each plan allows, and what is used of it. */
@Injectable()
export class PlanService {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly limits: Limits,
    private readonly meters: UsageMeters,
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  /**
   * A plan whose prices the operator has not set up has none.
   * @throws DomainError SERVICE_UNAVAILABLE, EXTERNAL_SERVICE_ERROR
   */
  async plans(context: RequestContext): Promise<{ plans: Plan[]; trialDays: number }> {
    if (!this.provider.isOn) throw billingOff();
    const prices = await answering(() => this.provider.prices(context));
    const pricesOf = (plan: PaidPlan) =>
      prices
        .filter((price) => price.plan === plan)
        .map(({ interval, amount, currency }) => ({ interval, amount, currency }));
    return {
      plans: [
        { plan: 'free', prices: [], limits: this.limitsOf('free') },
        ...paidPlans.map((plan) => ({ plan, prices: pricesOf(plan), limits: this.limitsOf(plan) })),
      ],
      trialDays: this.config.BILLING_TRIAL_DAYS,
    };
  }

  /** Also where nothing can be bought: limits hold all the same. */
  async usage(context: RequestContext): Promise<{ tier: Tier; usage: Usage[] }> {
    const holder = callerOf(context);
    return { tier: holder.tier, usage: await this.meters.of(this.database.for(context), holder) };
  }

  private limitsOf(tier: Tier): TierLimits {
    return this.limits.of({ userId: '', tier, role: tier, permissions: systemRoles[tier] });
  }
}
