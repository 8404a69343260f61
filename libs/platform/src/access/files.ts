import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Id } from '@almanac/kernel';
import type { RequestContext } from '../context';
import type { Transaction } from '../database';
import { providersOf } from './providers-of';

/** A file that somebody has uploaded, as what it is attached to shows it. */
export interface KeptFile {
  id: Id;
  name: string;
  type: string;
  /** In bytes. */
  size: number;
}

/** Files that people have uploaded, for features that attach them to something. The files feature implements it. */
export abstract class KeptFiles {
  /** A file of this person that is whole; it stays at least until the transaction has ended. */
  abstract own(tx: Transaction, userId: Id, fileId: Id): Promise<KeptFile | undefined>;

  /** Those of the files that are there. */
  abstract present(tx: Transaction, fileIds: readonly Id[]): Promise<Id[]>;
}

/** Uploads that were promised, for whoever takes them past the API. The files feature implements it. */
export abstract class PromisedUploads {
  /** Whether its room is still kept free: what was completed, deleted or refused waits for nothing more. */
  abstract isAwaited(key: string): Promise<boolean>;
}

/** Files that were given out by a signed address of ours, when they are fetched. The files feature implements it. */
export abstract class FileReaders {
  /** Whether the person whom the address was given to may still see the file that lies there. */
  abstract mayRead(context: RequestContext, readerId: Id, key: string): Promise<boolean>;
}

/** What files are attached to: the policy of the feature that has it says who may see it, and so the file. */
export abstract class FileParents {
  /** Those of the files that are attached to something which the caller may see; all in one question. */
  abstract seen(context: RequestContext, fileIds: readonly Id[]): Promise<Id[]>;
}

/** The parents in every feature of the process. */
@Injectable()
export class AllFileParents {
  constructor(private readonly discovery: DiscoveryService) {}

  async seen(context: RequestContext, fileIds: readonly Id[]): Promise<ReadonlySet<Id>> {
    const seen = new Set<Id>();
    if (fileIds.length === 0) return seen;
    for (const parents of providersOf(this.discovery, FileParents))
      for (const id of await parents.seen(context, fileIds)) seen.add(id);
    return seen;
  }
}
