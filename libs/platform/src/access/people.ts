import type { Id } from '@almanac/kernel';
import type { Queryable } from '../database';

/** What others see of a person. */
export interface SeenPerson {
  id: Id;
  displayName: string | null;
  username: string | null;
  photoUrl: string | null;
}

/** People as features see them that name people. Identity keeps accounts, and implements it. */
export abstract class People {
  /** Those of the ids that are accounts in use. */
  abstract seen(queryable: Queryable, ids: readonly Id[]): Promise<SeenPerson[]>;

  /** Accounts in use that have these usernames, whatever their case. */
  abstract byUsername(queryable: Queryable, usernames: readonly string[]): Promise<SeenPerson[]>;

  /** The language that the person reads, as a BCP 47 tag; nothing where none was chosen. */
  abstract languageOf(queryable: Queryable, id: Id): Promise<string | undefined>;
}
