import { Injectable } from '@nestjs/common';
import { tierDefaults, type TierLimits } from '@almanac/contracts';
import { missingPermissions } from '@almanac/kernel';
import { Config } from '../config';
import type { Principal } from './request-context';

/** What a caller may have, by tier and role; the one place that knows the figures (spec: README, "Tiers"). */
@Injectable()
export class Limits {
  constructor(private readonly config: Config) {}

  of(principal: Principal): TierLimits {
    const unlimited = missingPermissions(principal.permissions, ['create:unlimited-planners']).length === 0;
    return {
      ...tierDefaults[principal.tier],
      planners: unlimited ? null : this.config.MAX_PLANNERS_FREE,
      rateLimit: this.rateLimit(principal),
    };
  }

  private rateLimit(principal: Principal): number {
    if (principal.role === 'admin') return this.config.RATE_LIMIT_ENTERPRISE;
    return {
      free: this.config.RATE_LIMIT_FREE,
      premium: this.config.RATE_LIMIT_PREMIUM,
      enterprise: this.config.RATE_LIMIT_ENTERPRISE,
    }[principal.tier];
  }
}
