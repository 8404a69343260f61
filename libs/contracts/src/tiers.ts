import type { Tier } from './permissions';

/** What each tier allows; `null` is "unlimited". Every figure is a default that settings may change. */
export interface TierLimits {
  planners: number | null;
  /** Requests in 15 minutes, for each user or API key. */
  rateLimit: number;
}

export const tierDefaults: Record<Tier, TierLimits> = {
  free: { planners: 5, rateLimit: 100 },
  premium: { planners: null, rateLimit: 500 },
  enterprise: { planners: null, rateLimit: 2000 },
};
