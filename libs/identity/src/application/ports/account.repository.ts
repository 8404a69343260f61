import type { Id } from '@almanac/kernel';
import type { Queryable } from '@almanac/platform';

/** What a change of credentials needs to know of an account; never leaves the application layer. */
export interface AccountCredentials {
  email: string;
  passwordHash: string | null;
}

/** The delicate parts of accounts in PostgreSQL: passwords, addresses, deletion. */
export abstract class AccountRepository {
  /** Undefined where the account is not active. */
  abstract credentials(queryable: Queryable, userId: Id): Promise<AccountCredentials | undefined>;
}
