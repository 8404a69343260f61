import { Injectable } from '@nestjs/common';
import { tierDefaults, type TierLimits } from '@almanac/contracts';
import { missingPermissions } from '@almanac/kernel';
import { Config } from '../config';
import type { Principal } from './request-context';

/** Whose limits: a caller, or somebody else who has something. */
export type Holder = Pick<Principal, 'userId' | 'tier' | 'role' | 'permissions'>;

/** What a caller may have, by tier and role; the one place that knows the figures (spec: README, "Tiers"). */
@Injectable()
export class Limits {
  constructor(private readonly config: Config) {}

  of(principal: Holder): TierLimits {
    const unlimited = missingPermissions(principal.permissions, ['create:unlimited-planners']).length === 0;
    return {
      ...tierDefaults[principal.tier],
      planners: unlimited ? null : this.config.MAX_PLANNERS_FREE,
      collaborators: this.collaborators(principal),
      rateLimit: this.rateLimit(principal),
      storage: this.storage(principal),
    };
  }

  /** Sharing is a permission, which custom roles may give as well as a tier. */
  private collaborators({ permissions, tier, role }: Holder): number | null {
    if (missingPermissions(permissions, ['share:planners']).length > 0)
      return this.config.MAX_COLLABORATORS_FREE;
    return tier === 'enterprise' || role === 'admin' ? null : this.config.MAX_COLLABORATORS_PREMIUM;
  }

  /** In bytes. */
  private storage({ tier, role }: Holder): number | null {
    if (role === 'admin') return null;
    const mebibytes = {
      free: this.config.STORAGE_FREE_MIB,
      premium: this.config.STORAGE_PREMIUM_MIB,
      enterprise: this.config.STORAGE_ENTERPRISE_MIB,
    }[tier];
    return mebibytes * 1024 * 1024;
  }

  private rateLimit(principal: Holder): number {
    if (principal.role === 'admin') return this.config.RATE_LIMIT_ENTERPRISE;
    return {
      free: this.config.RATE_LIMIT_FREE,
      premium: this.config.RATE_LIMIT_PREMIUM,
      enterprise: this.config.RATE_LIMIT_ENTERPRISE,
    }[principal.tier];
  }
}
