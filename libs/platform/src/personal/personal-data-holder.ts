import type { Readable } from 'node:stream';
import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { Transaction } from '../database';
import type { CountedRows, Snapshot } from './snapshot';

/** One list of what is held on a person; it becomes a file of their export. */
export interface PersonalPart {
  /** In the words of people, for a file name: `login-history`. */
  name: string;
  /** Each row as JSON. Read when its turn comes, a few at a time. */
  rows: CountedRows;
}

/** A file that a person has uploaded, as it comes along with their export. */
export interface PersonalFile {
  /** Its place in the folder of the holder's files. */
  name: string;
  /** Undefined where it is gone meanwhile. */
  open(): Promise<Readable | undefined>;
}

/**
 * Whoever keeps something of people. Everybody who does says so by `HoldsPersonalData`; a test writes a mark into
 * every place that a person can write to, and finds it after a purge where a holder is missing.
 */
export interface PersonalDataHolder {
  /** The folder of its parts in an export: the name of the feature. */
  readonly name: string;
  /** All that is held on the person, and nothing of anybody else. Secrets, and hashes of them, are left out. */
  export(snapshot: Snapshot, userId: Id): readonly PersonalPart[];
  /** The bytes that the person has uploaded. */
  exportFiles?(userId: Id): AsyncIterable<PersonalFile>;
  /** Deletes the person's files, and copies outside the database. Before `erase`, for an account that nobody can restore any more; harmless when repeated. */
  eraseFiles?(userId: Id): Promise<void>;
  /**
   * Takes away what is held on the person, in the one transaction that all holders share. What belongs to others
   * stays, without their id: `NOBODY` stands in its place.
   */
  erase(tx: Transaction, userId: Id): Promise<void>;
}

/** Stands where the id of somebody was who is gone (RFC 9562, nil UUID). */
export const NOBODY: Id = '00000000-0000-0000-0000-000000000000';

export const HOLDS_PERSONAL_DATA = Symbol('holds-personal-data');

/** Marks a provider as a `PersonalDataHolder`; exports and purges ask every one of them. */
export function HoldsPersonalData(): CustomDecorator<symbol> {
  return SetMetadata(HOLDS_PERSONAL_DATA, true);
}
