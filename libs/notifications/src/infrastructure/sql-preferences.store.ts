import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import { PreferencesStore, type VersionedPreferences } from '../application/ports/preferences-store';
import { effectiveMatrix, type Digest, type QuietHours, type StoredMatrix } from '../domain/preferences';

interface Row {
  id: Id;
  kinds: StoredMatrix;
  quietFrom: string | null;
  quietTo: string | null;
  digest: Digest;
  version: number;
}

const columns = `user_id AS id, kinds, quiet_from AS "quietFrom", quiet_to AS "quietTo", digest, version`;
const of = statement<Row & Record<string, unknown>>(
  'notifications.preferences.of',
  `SELECT ${columns} FROM notification_preferences WHERE user_id = ANY($1::uuid[])`,
);
/** The row is made first: of two who change what was never changed before, the second must wait, too. */
const prepare = statement(
  'notifications.preferences.prepare',
  'INSERT INTO notification_preferences (user_id, version) VALUES ($1, 0) ON CONFLICT DO NOTHING',
);
const hold = statement<Row & Record<string, unknown>>(
  'notifications.preferences.hold',
  `SELECT ${columns} FROM notification_preferences WHERE user_id = $1 FOR UPDATE`,
);
const replace = statement<{ version: number }>(
  'notifications.preferences.replace',
  `UPDATE notification_preferences
      SET kinds = $2, quiet_from = $3, quiet_to = $4, digest = $5, version = version + 1, updated_at = now()
    WHERE user_id = $1 RETURNING version`,
);

/** Preferences from PostgreSQL. */
@Injectable()
export class SqlPreferencesStore extends PreferencesStore {
  override async of(
    queryable: Queryable,
    userIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, VersionedPreferences>> {
    const rows = new Map((await queryable.query(of, [[...userIds]])).map((row) => [row.id, row]));
    return new Map(userIds.map((id) => [id, kept(rows.get(id))]));
  }

  override async hold(tx: Transaction, userId: Id): Promise<VersionedPreferences> {
    await tx.query(prepare, [userId]);
    return kept((await tx.query(hold, [userId]))[0]);
  }

  override async replace(
    tx: Transaction,
    userId: Id,
    { kinds, quietHours, digest }: { kinds: StoredMatrix; quietHours: QuietHours | null; digest: Digest },
  ): Promise<number> {
    const values = [userId, JSON.stringify(kinds), quietHours?.from ?? null, quietHours?.to ?? null, digest];
    return (await tx.query(replace, values))[0]?.version ?? 0;
  }
}

function kept(row: Row | undefined): VersionedPreferences {
  if (!row) return { kinds: effectiveMatrix({}), quietHours: null, digest: 'immediate', version: 0 };
  const { kinds, quietFrom, quietTo, digest, version } = row;
  const quietHours = quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo };
  return { kinds: effectiveMatrix(kinds), quietHours, digest, version };
}
