import type { Tier } from '@almanac/contracts';

/** What can be bought; each is a tier. */
export const paidPlans = ['premium', 'enterprise'] as const satisfies readonly Tier[];
export type PaidPlan = (typeof paidPlans)[number];

/** How often it is paid. */
export const intervals = ['month', 'year'] as const;
export type Interval = (typeof intervals)[number];

const rank: Record<PaidPlan, number> = { premium: 1, enterprise: 2 };

/** Whether the change is to be paid for at once: a higher plan, or a longer time in advance. */
export function isUpgrade(
  from: { plan: PaidPlan; interval: Interval },
  to: { plan: PaidPlan; interval: Interval },
): boolean {
  if (from.plan !== to.plan) return rank[to.plan] > rank[from.plan];
  return from.interval === 'month' && to.interval === 'year';
}
