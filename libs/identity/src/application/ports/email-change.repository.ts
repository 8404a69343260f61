import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';

/** Whose mailbox a confirmation came from. */
export type EmailSide = 'old' | 'new';

export interface EmailChange {
  id: Id;
  userId: Id;
  oldEmail: string;
  newEmail: string;
  oldConfirmed: boolean;
  newConfirmed: boolean;
}

/** Changes of e-mail addresses under way. */
export abstract class EmailChangeRepository {
  /** Puts the change in place of any other of the user's, whose links then work no more; gives its end. */
  abstract begin(
    tx: Transaction,
    change: Pick<EmailChange, 'id' | 'userId' | 'oldEmail' | 'newEmail'>,
    seconds: number,
  ): Promise<Date>;
  /** One that still waits, locked until the transaction ends. Asks also whether it is still about this account. */
  abstract lockOpen(tx: Transaction, id: Id): Promise<EmailChange | undefined>;
  /** The same without a lock, for a mail to be written. */
  abstract findOpen(queryable: Queryable, id: Id): Promise<EmailChange | undefined>;
  /** One that was carried out, for the mail that tells of it. */
  abstract findDone(queryable: Queryable, id: Id): Promise<EmailChange | undefined>;
  abstract confirm(tx: Transaction, id: Id, side: EmailSide): Promise<void>;
  abstract finish(tx: Transaction, id: Id): Promise<void>;
  abstract remove(tx: Transaction, id: Id): Promise<void>;
}
