import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  appendEvent,
  Database,
  FileStorage,
  HoldsPersonalData,
  NOBODY,
  personalParts,
  RequestContext,
  statement,
  type PersonalDataHolder,
  type PersonalFile,
  type PersonalPart,
  type Snapshot,
  type Transaction,
} from '@almanac/platform';
import { keyOf, parts } from '../application/file-keys';

const rows = personalParts('files', {
  files: `
    SELECT id, name, type, size, status, sha256, width, height, created_at AS "createdAt"
      FROM files WHERE user_id = $1 ORDER BY created_at, id`,
});
const contents = statement<{ id: Id; name: string; object: string }>(
  'files.personal-contents',
  `SELECT id, name, object FROM files WHERE user_id = $1 AND status = 'ready' ORDER BY created_at, id`,
);
const objects = statement<{ object: string }>(
  'files.personal-objects',
  'SELECT object FROM files WHERE user_id = $1',
);
const removeRows = statement<{ id: Id }>(
  'files.personal-erase',
  'DELETE FROM files WHERE user_id = $1 RETURNING id',
);
const removeUsage = statement('files.personal-erase-usage', 'DELETE FROM storage_usage WHERE user_id = $1');

/** A person's files, with their bytes. */
@Injectable()
@HoldsPersonalData()
export class HeldByFiles implements PersonalDataHolder {
  readonly name = 'files';

  constructor(
    private readonly database: Database,
    private readonly storage: FileStorage,
  ) {}

  export(snapshot: Snapshot, userId: Id): PersonalPart[] {
    return rows(snapshot, userId);
  }

  /** Under its id, as two files may have the same name. */
  async *exportFiles(userId: Id): AsyncIterable<PersonalFile> {
    for (const { id, name, object } of await this.database.query(contents, [userId])) {
      const key = keyOf(object, 'original');
      yield { name: `${id}/${name}`, open: () => this.storage.open(key) };
    }
  }

  async eraseFiles(userId: Id): Promise<void> {
    for (const { object } of await this.database.query(objects, [userId]))
      for (const part of parts) await this.storage.remove(keyOf(object, part));
  }

  /** What they were attached to lets go of them afterwards. */
  async erase(tx: Transaction, userId: Id): Promise<void> {
    for (const { id } of await tx.query(removeRows, [userId])) {
      await appendEvent(tx, RequestContext.system(), {
        name: 'file.deleted',
        // Whoever it was is gone: the event must not name them.
        payload: { fileId: id, userId: NOBODY },
        resource: { type: 'file', id },
      });
    }
    await tx.query(removeUsage, [userId]);
  }
}
