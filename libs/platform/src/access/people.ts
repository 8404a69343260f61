import type { Id } from '@almanac/kernel';
import type { Holder } from '../context';
import type { Queryable } from '../database';

/** What others see of a person. */
export interface SeenPerson {
  id: Id;
  displayName: string | null;
  username: string | null;
  photoUrl: string | null;
}

/** Somebody with an account that was not deleted. */
export interface Person {
  id: Id;
  /** For mails and comparisons; to be shown only to who may know it. */
  email: string;
  displayName: string | null;
}

/** How somebody with an account in use may be told something. */
export interface Addressee {
  id: Id;
  /** Where mails go that tell of what happens; null as long as it is not proved to be theirs, where the server demands that. */
  mailAddress: string | null;
  emailVerified: boolean;
  phoneNumber: string | null;
  /** BCP 47. */
  language: string;
  /** IANA. */
  timezone: string;
  /** The master switches of their preferences. */
  switches: Readonly<Record<'email' | 'push' | 'sms' | 'reminder', boolean>>;
}

/** Other people's accounts, as features see them that name people or share things. Identity implements it. */
export abstract class People {
  /** Those of the ids that are accounts in use. */
  abstract seen(queryable: Queryable, ids: readonly Id[]): Promise<SeenPerson[]>;

  /** Accounts in use that have these usernames, whatever their case. */
  abstract byUsername(queryable: Queryable, usernames: readonly string[]): Promise<SeenPerson[]>;

  /** The language that the person reads, as a BCP 47 tag; nothing where none was chosen. */
  abstract languageOf(queryable: Queryable, id: Id): Promise<string | undefined>;

  abstract find(queryable: Queryable, id: Id): Promise<Person | undefined>;

  /** Addresses are compared as at sign-in. */
  abstract findByEmail(queryable: Queryable, email: string): Promise<Person | undefined>;

  /** Those of the ids whose accounts may be used now: neither suspended nor deleted. */
  abstract inUse(queryable: Queryable, ids: readonly Id[]): Promise<Id[]>;

  /** Those of the people who can be told something: accounts that are neither suspended nor deleted. */
  abstract addressees(queryable: Queryable, ids: readonly Id[]): Promise<Addressee[]>;

  /** Those of the sessions that have not ended: neither signed out nor expired. */
  abstract openSessions(queryable: Queryable, sessionIds: readonly Id[]): Promise<Id[]>;

  /** What decides about their limits, as it holds now; nothing where the account is gone or deleted. */
  abstract holder(queryable: Queryable, id: Id): Promise<Holder | undefined>;
}
