import { Injectable } from '@nestjs/common';
import type { Tier, TierLimits } from '@almanac/contracts';
import { missingPermissions } from '@almanac/kernel';
import { Config } from '../config';
import type { Principal } from './request-context';

/** Whose limits: a caller, or somebody else who has something. */
export type Holder = Pick<Principal, 'userId' | 'tier' | 'role' | 'permissions'>;

const MIB = 1024 * 1024;

/**
 * What somebody may have, by tier and role; the one place that knows the figures (spec: README, "Tiers"). What is bought
 * as a permission, custom roles may give as well: planners without limit, sharing, the assistant.
 */
@Injectable()
export class Limits {
  constructor(private readonly config: Config) {}

  of(holder: Holder): TierLimits {
    return {
      planners: holds(holder, 'create:unlimited-planners') ? null : this.config.MAX_PLANNERS_FREE,
      projects: isFree(holder) ? this.config.MAX_PROJECTS_FREE : null,
      events: isFree(holder) ? this.config.MAX_EVENTS_FREE : null,
      collaborators: this.collaborators(holder),
      storage: this.storage(holder),
      aiRequests: this.aiRequests(holder),
      rateLimit: this.rateLimit(holder),
    };
  }

  private collaborators(holder: Holder): number | null {
    if (!holds(holder, 'share:planners')) return this.config.MAX_COLLABORATORS_FREE;
    return isUnlimited(holder, 'enterprise') ? null : this.config.MAX_COLLABORATORS_PREMIUM;
  }

  /** In bytes. */
  private storage({ tier, role }: Holder): number | null {
    if (role === 'admin') return null;
    const mebibytes = {
      free: this.config.STORAGE_FREE_MIB,
      premium: this.config.STORAGE_PREMIUM_MIB,
      enterprise: this.config.STORAGE_ENTERPRISE_MIB,
    }[tier];
    return mebibytes * MIB;
  }

  private aiRequests(holder: Holder): number | null {
    if (holder.role === 'admin') return null;
    if (!holds(holder, 'use:ai-features')) return this.config.MAX_AI_REQUESTS_FREE;
    return holder.tier === 'enterprise'
      ? this.config.MAX_AI_REQUESTS_ENTERPRISE
      : this.config.MAX_AI_REQUESTS_PREMIUM;
  }

  private rateLimit({ tier, role }: Holder): number {
    if (role === 'admin') return this.config.RATE_LIMIT_ENTERPRISE;
    return {
      free: this.config.RATE_LIMIT_FREE,
      premium: this.config.RATE_LIMIT_PREMIUM,
      enterprise: this.config.RATE_LIMIT_ENTERPRISE,
    }[tier];
  }
}

function holds({ permissions }: Holder, permission: string): boolean {
  return missingPermissions(permissions, [permission]).length === 0;
}

function isFree(holder: Holder): boolean {
  return !isUnlimited(holder, 'premium', 'enterprise');
}

/** One of the tiers, or an admin, who has no limit in any. */
function isUnlimited({ tier, role }: Holder, ...tiers: readonly Tier[]): boolean {
  return role === 'admin' || tiers.includes(tier);
}
