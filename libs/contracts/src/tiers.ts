import type { Tier } from './permissions';

/** What each tier allows; `null` is "unlimited". Every figure is a default that settings may change. */
export interface TierLimits {
  planners: number | null;
  /** On each planner, open invitations included. */
  collaborators: number | null;
  /** Requests in 15 minutes, for each user or API key. */
  rateLimit: number;
}

export const tierDefaults: Record<Tier, TierLimits> = {
  free: { planners: 5, collaborators: 0, rateLimit: 100 },
  premium: { planners: null, collaborators: 25, rateLimit: 500 },
  enterprise: { planners: null, collaborators: null, rateLimit: 2000 },
};
