import type { Readable } from 'node:stream';
import type { Id } from '@almanac/kernel';

/**
 * Where an object lies: a folder of this product and a name that is made of ids. Never of what people write.
 * Under `exports/` lie the files that jobs make, under `files/` those that people keep.
 */
export type StorageKey = `${'exports' | 'files'}/${string}`;

/** Bytes from `start` to `end`, both included, from 0 (as in RFC 9110 section 14.1.2). */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredObject {
  key: StorageKey;
  /** In bytes. */
  size: number;
  modifiedAt: Date;
}

export interface PutOptions {
  /** Media type, told by stores that give objects out themselves. */
  type: string;
  /** Ends the writing; then there is no object. */
  signal?: AbortSignal | undefined;
}

/** What is fetched past the API, by whoever has the address. */
export interface SignedDownload {
  /** Whom the address is given to. Where it leads to us, it ends with their sight of the file; buckets ask nobody. */
  readerId: Id;
  expiresAt: Date;
  /** The name that it is saved under. */
  name: string;
  type: string;
  disposition: 'attachment' | 'inline';
}

/** What may be put past the API, once or more often, by whoever has the address. */
export interface SignedUpload {
  expiresAt: Date;
  /** In bytes; no other size is taken. */
  size: number;
  type: string;
}

/** A request that puts an object: with these very headers. */
export interface UploadAddress {
  url: string;
  method: 'PUT';
  headers: Readonly<Record<string, string>>;
}

/**
 * Keeps the bytes of files. An object has its key only once it is whole, and is never seen half-written; whoever reads
 * one that is removed meanwhile reads to its end or gets an error, never other bytes. Drivers throw what their store
 * says went wrong, without credentials in it.
 */
export abstract class FileStorage {
  /**
   * Puts what the stream gives under the key, in bounded memory; in place of what was there.
   * @param begin gives the content; called when somebody listens to what becomes of it
   * @returns its size in bytes
   */
  abstract put(key: StorageKey, begin: () => Readable, options: PutOptions): Promise<number>;

  /** Undefined where there is none. Whoever takes the stream reads it to its end or destroys it. */
  abstract open(key: StorageKey, range?: ByteRange): Promise<Readable | undefined>;

  /** Undefined where there is none. */
  abstract stat(key: StorageKey): Promise<StoredObject | undefined>;

  /** An address at which it can be fetched without any other credentials; there may be no such object. */
  abstract downloadAddress(key: StorageKey, download: SignedDownload): Promise<string>;

  /** An address at which it can be put. What was put is to be looked at before it is trusted. */
  abstract uploadAddress(key: StorageKey, upload: SignedUpload): Promise<UploadAddress>;

  /** Harmless where there is none. */
  abstract remove(key: StorageKey): Promise<void>;

  /** All whose keys begin so, and what has been begun of such and is not whole. */
  abstract removeUnder(prefix: StorageKey): Promise<void>;

  /** Those whose keys begin so and that were put before then, in no order; as few at a time as the store gives. */
  abstract list(prefix: StorageKey, before: Date): AsyncIterable<StoredObject>;

  /** Removes what was begun before then and never became whole, as its process died. Gives how many those were. */
  abstract removeUnfinished(prefix: StorageKey, before: Date): Promise<number>;
}

const KEY = /^(?:exports|files)\/[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Keys come from ids alone; one that does not is a defect, and must not reach a folder or a bucket. */
export function checkedKey(key: StorageKey): StorageKey {
  if (!KEY.test(key)) throw new Error('This is no key of an object');
  return key;
}
