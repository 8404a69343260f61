import type { Tier } from './permissions';

/** What a tier limits; each has a meter, or nothing that could be counted yet (docs/limits.md). */
export const limitNames = [
  'planners',
  'projects',
  'events',
  'collaborators',
  'storage',
  'aiRequests',
  'rateLimit',
] as const;
export type LimitName = (typeof limitNames)[number];

/** What each tier allows; `null` is "unlimited". Every figure is a default that settings may change. */
export interface TierLimits extends Record<LimitName, number | null> {
  planners: number | null;
  /** Writing projects. */
  projects: number | null;
  /** Events organised at a time. */
  events: number | null;
  /** On each planner, open invitations included. */
  collaborators: number | null;
  /** What the files of the account may take, in bytes. */
  storage: number | null;
  /** Requests to the assistant in a day of UTC. */
  aiRequests: number | null;
  /** Requests in 15 minutes, for each user or API key. */
  rateLimit: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const unlimited = { planners: null, projects: null, events: null } as const;

/** The table of tiers (spec: README). */
export const tierDefaults: Record<Tier, TierLimits> = {
  free: {
    ...{ planners: 5, projects: 5, events: 3 },
    ...{ collaborators: 0, storage: 100 * MIB, aiRequests: 0, rateLimit: 100 },
  },
  premium: { ...unlimited, collaborators: 25, storage: 10 * GIB, aiRequests: 200, rateLimit: 500 },
  enterprise: { ...unlimited, collaborators: null, storage: 100 * GIB, aiRequests: 2000, rateLimit: 2000 },
};
