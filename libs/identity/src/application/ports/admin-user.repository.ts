import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';
import type { TierStanding } from '../../domain/tiers/tier-standing';

/** Which accounts are wanted; what is left out is not asked. Deleted ones only by `status`. */
export interface UserFilter {
  search?: string | undefined;
  status?: 'active' | 'suspended' | 'deleted' | undefined;
  tier?: Tier | undefined;
  /** The name of a role, or of a tier. */
  role?: string | undefined;
  emailVerified?: boolean | undefined;
}

/** An account as it shall be. */
export interface AdminValues {
  status: 'active' | 'suspended';
  emailVerified: boolean;
  tier: TierStanding;
  /** Who gives what is given by hand; undefined where it is as it was. */
  giver: Id | undefined;
  displayName: string | null;
  /** Requests must know of the change at once. */
  affectsRequests: boolean;
}

/** What an admin sees of an account, ready for the answer, and its version. */
export interface SeenUser {
  json: string;
  version: number;
}

/** Accounts as admins see and change them. Pages are JSON text that PostgreSQL writes. */
export abstract class AdminUserRepository {
  abstract page(context: RequestContext, filter: UserFilter, page: PageRequest): Promise<string>;
  abstract sessionsOf(context: RequestContext, id: Id, page: PageRequest): Promise<string>;
  /** @param lockKey under which failed sign-ins of the account are counted */
  abstract find(queryable: Queryable, id: Id, lockKey: string): Promise<SeenUser | undefined>;
  abstract findEmail(queryable: Queryable, id: Id): Promise<string | undefined>;
  abstract update(tx: Transaction, id: Id, values: AdminValues): Promise<void>;
  /** Forgets failed sign-ins, also those of known devices. */
  abstract unlock(tx: Transaction, id: Id, lockKey: string): Promise<void>;
}
