import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** The link of a planner, for who manages it. */
export interface ShareLink {
  id: Id;
  /** What stands in its address, encrypted. */
  sealedToken: string;
  expiresAt: Date | null;
  hasPassword: boolean;
  accessCount: number;
  createdAt: Date;
}

/** A link as whoever has it finds it. */
export interface FoundLink {
  id: Id;
  plannerId: Id;
  expiresAt: Date | null;
  passwordHash: string | null;
}

export interface NewShareLink {
  id: Id;
  tokenHash: Buffer;
  sealedToken: string;
  passwordHash: string | null;
  expiresAt: Date | null;
}

/** Share links in PostgreSQL, one for each planner. The token itself is nowhere in a readable form. */
export abstract class ShareLinkStore {
  abstract ofPlanner(queryable: Queryable, plannerId: Id): Promise<ShareLink | undefined>;
  /** Takes the place of the one there is. The planner is locked. */
  abstract replace(tx: Transaction, plannerId: Id, link: NewShareLink): Promise<void>;
  /** False where there is none. */
  abstract remove(tx: Transaction, plannerId: Id): Promise<boolean>;
  /** That of a planner which is not deleted, nor its owner suspended or gone. */
  abstract byToken(queryable: Queryable, tokenHash: Buffer): Promise<FoundLink | undefined>;
  /** Counts an access; many at once do not wait for each other. */
  abstract countAccess(queryable: Queryable, id: Id): Promise<void>;
}
