import { AccountTiers } from '@almanac/platform';
import { AccountTierRepository } from '../../application/ports/account-tier.repository';
import { AccountTierService } from '../../application/tiers/account-tier.service';
import { SqlAccountTierRepository } from './sql-account-tier.repository';

/** The tiers of accounts, for every process. */
export const tierProviders = [
  { provide: AccountTierRepository, useClass: SqlAccountTierRepository },
  AccountTierService,
  { provide: AccountTiers, useExisting: AccountTierService },
];
