import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  AllFileParents,
  Database,
  FileReaders,
  PersonContexts,
  type RequestContext,
} from '@almanac/platform';
import { fileIdOf, objectOf } from './file-keys';
import { FileStore } from './ports/file-store';

/** Whoever was given an address has no more of the file than by the API: it ends with the sight of it. */
@Injectable()
export class StoredReaders extends FileReaders {
  constructor(
    private readonly store: FileStore,
    private readonly database: Database,
    private readonly parents: AllFileParents,
    private readonly contexts: PersonContexts,
  ) {
    super();
  }

  override async mayRead(context: RequestContext, readerId: Id, key: string): Promise<boolean> {
    const object = objectOf(key);
    const file = await this.store.find(this.database.for(context), fileIdOf(object));
    if (file?.object !== object || file.status !== 'ready') return false;
    const reader = await this.contexts.of(context, readerId);
    if (!reader) return false;
    return file.userId === readerId || (await this.parents.seen(reader, [file.id])).has(file.id);
  }
}
