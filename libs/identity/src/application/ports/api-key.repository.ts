import type { Tier } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { PageRequest, Queryable, RequestContext, Transaction } from '@almanac/platform';

/** A key as it may be shown: never what it is called with. */
export interface ApiKey {
  id: Id;
  userId: Id;
  name: string;
  prefix: string;
  permissions: readonly string[];
  allowedIps: readonly string[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Everything of a key that its owner can write, as it shall be. */
export interface ApiKeyValues {
  name: string;
  permissions: readonly string[];
  allowedIps: readonly string[];
  expiresAt: Date | null;
}

/** What requests with one secret of a key need to know, as it holds now. */
export interface ApiKeyState {
  tokenHash: Buffer;
  keyId: Id;
  userId: Id;
  tier: Tier;
  /** Until the tier may change by itself, as one that was given by hand ends; null where it does not. */
  tierSecondsLeft: number | null;
  isAdmin: boolean;
  /** What the key was given. */
  permissions: readonly string[];
  ownerPermissions: readonly string[];
  allowedIps: readonly string[];
  timeZone: string | null;
  /** For ever: the key was revoked, or this secret's overlap is over. */
  ended: boolean;
  /** The owner's account may not be used just now, or not before a second factor is set up. */
  suspended: boolean;
  /** Of the key or of this secret, whichever comes first; milliseconds since 1970. */
  expiresAt: number | null;
  version: number;
  epoch: number;
}

export interface ApiKeyFilter {
  userId?: Id | undefined;
  /** In the name, the prefix, or the owner's e-mail address or name. */
  search?: string | undefined;
}

/** API keys in PostgreSQL. A revoked one counts as none everywhere but in `statesOf`. */
export abstract class ApiKeyRepository {
  abstract countOf(tx: Transaction, userId: Id): Promise<number>;
  abstract insert(
    tx: Transaction,
    key: ApiKeyValues & { id: Id; userId: Id; prefix: string; tokenHash: Buffer },
  ): Promise<ApiKey>;
  abstract find(queryable: Queryable, id: Id): Promise<ApiKey | undefined>;
  /** The same, locked until the transaction ends. */
  abstract lock(tx: Transaction, id: Id): Promise<ApiKey | undefined>;
  abstract update(tx: Transaction, id: Id, values: ApiKeyValues): Promise<ApiKey>;
  /** Gives the key a new secret; all others are good for `overlapSeconds` more at the most. Gives that moment. */
  abstract rotate(
    tx: Transaction,
    id: Id,
    secret: { prefix: string; tokenHash: Buffer; overlapSeconds: number },
  ): Promise<{ key: ApiKey; previousValidUntil: Date }>;
  abstract revoke(tx: Transaction, id: Id): Promise<void>;
  /** Notes that it was used, unless that was done less than a minute ago. */
  abstract touch(queryable: Queryable, id: Id): Promise<void>;
  /** Deletes what was revoked so long ago that no replica can have a state of it. */
  abstract deleteRevoked(tx: Transaction): Promise<void>;
  abstract loadState(queryable: Queryable, tokenHash: Buffer): Promise<ApiKeyState | undefined>;
  /** The states of all of the user's keys, those among them that ended a short while ago. */
  abstract statesOf(queryable: Queryable, userId: Id): Promise<ApiKeyState[]>;
  /** `data` of a user's own list, as JSON text. */
  abstract listOf(ctx: RequestContext, userId: Id, page: PageRequest): Promise<string>;
  /** `data` of the list of everybody's, each with its owner. */
  abstract listAll(ctx: RequestContext, filter: ApiKeyFilter, page: PageRequest): Promise<string>;
}
