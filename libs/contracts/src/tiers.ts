import type { Tier } from './permissions';

/** What each tier allows; `null` is "unlimited". Every figure is a default that settings may change. */
export interface TierLimits {
  planners: number | null;
  /** On each planner, open invitations included. */
  collaborators: number | null;
  /** Requests in 15 minutes, for each user or API key. */
  rateLimit: number;
  /** What the files of the account may take, in bytes. */
  storage: number | null;
}

const MIB = 1024 * 1024;

export const tierDefaults: Record<Tier, TierLimits> = {
  free: { planners: 5, collaborators: 0, rateLimit: 100, storage: 100 * MIB },
  premium: { planners: null, collaborators: 25, rateLimit: 500, storage: 10 * 1024 * MIB },
  enterprise: { planners: null, collaborators: null, rateLimit: 2000, storage: 100 * 1024 * MIB },
};
