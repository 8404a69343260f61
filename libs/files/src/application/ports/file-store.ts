import type { Id } from '@almanac/kernel';
import type { Queryable, Transaction } from '@almanac/platform';
import type { StoredFileRecord } from '../../domain/file';

export type NewFile = Omit<StoredFileRecord, 'createdAt' | 'version'>;
/** What is known of a file once its bytes have been looked at. */
export type Completed = Pick<
  StoredFileRecord,
  'name' | 'type' | 'size' | 'object' | 'sha256' | 'width' | 'height'
>;

/** Rows of files. A trigger keeps the sum of their sizes for each owner: it is never wrong, whatever writes them. */
export abstract class FileStore {
  abstract find(queryable: Queryable, id: Id): Promise<StoredFileRecord | undefined>;
  /**
   * The same, and nobody else changes or removes it until the transaction has ended. A file is locked before what its owner
   * has used, never after: a deletion comes to the sum last, by the trigger.
   */
  abstract lock(tx: Transaction, id: Id): Promise<StoredFileRecord | undefined>;
  /** Bytes that count against the person. */
  abstract used(queryable: Queryable, userId: Id): Promise<number>;
  /** The same, and nobody else counts anything for the person until the transaction has ended. */
  abstract lockUsed(tx: Transaction, userId: Id): Promise<number>;
  abstract insert(tx: Transaction, file: NewFile): Promise<StoredFileRecord>;
  /** Undefined where it is not pending any more. */
  abstract complete(tx: Transaction, id: Id, completed: Completed): Promise<StoredFileRecord | undefined>;
  /** Undefined where it is gone already. */
  abstract remove(tx: Transaction, id: Id): Promise<StoredFileRecord | undefined>;
  /** Only while it waits for its bytes: what is complete stays. */
  abstract removePending(tx: Transaction, id: Id): Promise<void>;
  /** Whether a file waits for what is put under these keys, and its time is not over. */
  abstract isAwaited(object: string): Promise<boolean>;
  /** Removes what waits for its bytes past its time; some at a time. */
  abstract removeExpired(tx: Transaction, limit: number): Promise<StoredFileRecord[]>;
  /** Those of the beginnings of keys that belong to a file. */
  abstract known(objects: readonly string[]): Promise<string[]>;
  /** A file of the person that is ready, held until the transaction has ended. */
  abstract own(tx: Transaction, userId: Id, id: Id): Promise<StoredFileRecord | undefined>;
  abstract present(tx: Transaction, ids: readonly Id[]): Promise<Id[]>;
}
