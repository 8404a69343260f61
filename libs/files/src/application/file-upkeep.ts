import { Injectable } from '@nestjs/common';
import { FileStorage, UnitOfWork, type RequestContext, type StorageKey } from '@almanac/platform';
import { keyOf, objectOf } from './file-keys';
import { FileStore } from './ports/file-store';
import { Spool } from './spool';

const BATCH = 200;
/** Far longer than any upload takes to become a row. */
const ORPHAN_MS = 86_400_000;

/** Removes what broke off: uploads that were never completed, and bytes that no row knows. Harmless when repeated. */
@Injectable()
export class FileUpkeep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FileStore,
    private readonly storage: FileStorage,
    private readonly spool: Spool,
  ) {}

  async sweep(context: RequestContext): Promise<{ uploads: number; objects: number }> {
    const uploads = await this.expire(context);
    const before = new Date(Date.now() - ORPHAN_MS);
    let objects = await this.storage.removeUnfinished('files/', before);
    let batch: StorageKey[] = [];
    for await (const { key } of this.storage.list('files/', before)) {
      batch.push(key);
      if (batch.length < BATCH) continue;
      objects += await this.removeUnknown(batch);
      batch = [];
    }
    objects += await this.removeUnknown(batch);
    await this.spool.sweep();
    return { uploads, objects };
  }

  private async expire(context: RequestContext): Promise<number> {
    for (let total = 0; ;) {
      const expired = await this.unitOfWork.run(context, (tx) => this.store.removeExpired(tx, BATCH));
      for (const { object } of expired) await this.storage.remove(keyOf(object, 'incoming'));
      total += expired.length;
      if (expired.length < BATCH) return total;
    }
  }

  private async removeUnknown(keys: readonly StorageKey[]): Promise<number> {
    const known = new Set(await this.store.known([...new Set(keys.map(objectOf))]));
    const orphans = keys.filter((key) => !known.has(objectOf(key)));
    for (const key of orphans) await this.storage.remove(key);
    return orphans.length;
  }
}
