import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { Database, statement, type Queryable, type Transaction } from '@almanac/platform';
import { FileStore, type Completed, type NewFile } from '../application/ports/file-store';
import type { StoredFileRecord } from '../domain/file';

/** bigint comes as text; what people keep is far below 2^53 bytes. */
type Row = Omit<StoredFileRecord, 'size'> & { size: string } & Record<string, unknown>;

const columns = `id, user_id AS "userId", name, type, size, status, object, sha256, width, height,
  version, expires_at AS "expiresAt", created_at AS "createdAt"`;
const find = statement<Row>('files.find', `SELECT ${columns} FROM files WHERE id = $1`);
const lock = statement<Row>('files.lock', `SELECT ${columns} FROM files WHERE id = $1 FOR UPDATE`);
const used = statement<{ used: string }>('files.used', 'SELECT used FROM storage_usage WHERE user_id = $1');
const beginUsed = statement(
  'files.begin-used',
  'INSERT INTO storage_usage (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING',
);
const lockUsed = statement<{ used: string }>(
  'files.lock-used',
  'SELECT used FROM storage_usage WHERE user_id = $1 FOR UPDATE',
);
const insert = statement<Row>(
  'files.insert',
  `INSERT INTO files (id, user_id, name, type, size, status, object, sha256, width, height, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}`,
);
const complete = statement<Row>(
  'files.complete',
  `UPDATE files SET status = 'ready', expires_at = NULL, name = $2, type = $3, size = $4, object = $5, sha256 = $6,
          width = $7, height = $8, version = version + 1
    WHERE id = $1 AND status = 'pending' RETURNING ${columns}`,
);
const remove = statement<Row>('files.remove', `DELETE FROM files WHERE id = $1 RETURNING ${columns}`);
const removePending = statement<Row>(
  'files.remove-pending',
  `DELETE FROM files WHERE id = $1 AND status = 'pending' RETURNING ${columns}`,
);
const awaited = statement<{ id: Id }>(
  'files.awaited',
  `SELECT id FROM files WHERE object = $1 AND status = 'pending' AND expires_at > now()`,
);
/** Sums are locked in one order, before the trigger takes them in any: two sweeps at once must not wait for each other. */
const removeExpired = statement<Row>(
  'files.remove-expired',
  `WITH expired AS (
     SELECT id, user_id FROM files WHERE status = 'pending' AND expires_at < now() ORDER BY expires_at LIMIT $1
        FOR UPDATE SKIP LOCKED),
   owners AS (
     SELECT user_id FROM storage_usage WHERE user_id IN (SELECT user_id FROM expired) ORDER BY user_id FOR UPDATE)
   DELETE FROM files WHERE id IN (SELECT id FROM expired) AND (SELECT count(*) FROM owners) >= 0
   RETURNING ${columns}`,
);
const known = statement<{ object: string }>(
  'files.known',
  'SELECT object FROM files WHERE object = ANY ($1::text[])',
);
const own = statement<Row>(
  'files.own',
  `SELECT ${columns} FROM files WHERE id = $1 AND user_id = $2 AND status = 'ready' FOR SHARE`,
);
const present = statement<{ id: Id }>(
  'files.present',
  `SELECT id FROM files WHERE id = ANY ($1::uuid[]) AND status = 'ready' FOR SHARE`,
);

/** Files in PostgreSQL. */
@Injectable()
export class SqlFileStore extends FileStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(queryable: Queryable, id: Id): Promise<StoredFileRecord | undefined> {
    return first(await queryable.query(find, [id]));
  }

  override async lock(tx: Transaction, id: Id): Promise<StoredFileRecord | undefined> {
    return first(await tx.query(lock, [id]));
  }

  override async used(queryable: Queryable, userId: Id): Promise<number> {
    return Number((await queryable.query(used, [userId]))[0]?.used ?? 0);
  }

  override async lockUsed(tx: Transaction, userId: Id): Promise<number> {
    await tx.query(beginUsed, [userId]);
    return Number((await tx.query(lockUsed, [userId]))[0]?.used ?? 0);
  }

  override async insert(tx: Transaction, file: NewFile): Promise<StoredFileRecord> {
    const { id, userId, name, type, size, status, object, sha256, width, height, expiresAt } = file;
    const values = [id, userId, name, type, size, status, object, sha256, width, height, expiresAt];
    const made = first(await tx.query(insert, values));
    if (!made) throw new Error('PostgreSQL gave nothing back for a new file');
    return made;
  }

  override async complete(
    tx: Transaction,
    id: Id,
    completed: Completed,
  ): Promise<StoredFileRecord | undefined> {
    const { name, type, size, object, sha256, width, height } = completed;
    return first(await tx.query(complete, [id, name, type, size, object, sha256, width, height]));
  }

  override async remove(tx: Transaction, id: Id): Promise<StoredFileRecord | undefined> {
    return first(await tx.query(remove, [id]));
  }

  override async removePending(tx: Transaction, id: Id): Promise<void> {
    await tx.query(removePending, [id]);
  }

  override async isAwaited(object: string): Promise<boolean> {
    return (await this.database.query(awaited, [object])).length > 0;
  }

  override async removeExpired(tx: Transaction, limit: number): Promise<StoredFileRecord[]> {
    return (await tx.query(removeExpired, [limit])).map(fileOf);
  }

  override async known(objects: readonly string[]): Promise<string[]> {
    return (await this.database.query(known, [objects])).map(({ object }) => object);
  }

  override async own(tx: Transaction, userId: Id, id: Id): Promise<StoredFileRecord | undefined> {
    return first(await tx.query(own, [id, userId]));
  }

  override async present(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    return (await tx.query(present, [ids])).map(({ id }) => id);
  }
}

function first(rows: readonly Row[]): StoredFileRecord | undefined {
  const [row] = rows;
  return row && fileOf(row);
}

function fileOf(row: Row): StoredFileRecord {
  return { ...row, size: Number(row.size) };
}
