import { Injectable } from '@nestjs/common';
import { emailKey, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  OutsideIdentityRepository,
  type LinkedAccount,
  type LockedNamesake,
} from '../../application/ports/oauth/outside-identity.repository';
import type { WaysIn } from '../../domain/oauth/joining';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';

const columns = `i.id, i.provider, i.email, i.email_verified AS "emailVerified", i.display_name AS "displayName",
  i.linked_at AS "linkedAt", i.last_used_at AS "lastUsedAt"`;
const sameIdentity = 'provider = $1 AND issuer = $2 AND subject = $3';

const lockIdentity = statement(
  'identity.outside-identity-lock',
  `SELECT pg_advisory_xact_lock(hashtextextended('outside-identity:' || $1, 0))`,
);
const noteUse = statement<{ id: Id }>(
  'identity.outside-identity-note-use',
  `UPDATE outside_identities
      SET last_used_at = now(), email = $4, email_verified = $5, display_name = coalesce($6, display_name)
    WHERE ${sameIdentity} RETURNING id`,
);
const findOwned = statement<LinkedAccount & { userId: Id }>(
  'identity.outside-identity-owned',
  `SELECT ${columns}, i.user_id AS "userId" FROM outside_identities i WHERE ${sameIdentity}`,
);
const lockNamesake = statement<LockedNamesake>(
  'identity.outside-identity-namesake',
  `SELECT id, email_verified AS "emailVerified" FROM users WHERE email_lower = $1 FOR NO KEY UPDATE`,
);
const insertIdentity = statement<LinkedAccount>(
  'identity.outside-identity-insert',
  `INSERT INTO outside_identities AS i (id, user_id, provider, issuer, subject, email, email_verified, display_name)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
   RETURNING ${columns}`,
);
const setPhoto = statement(
  'identity.outside-identity-photo',
  'UPDATE users SET photo_url = $2 WHERE id = $1 AND photo_url IS NULL',
);
const countIdentities = statement<{ count: number }>(
  'identity.outside-identity-count',
  'SELECT count(*)::integer AS count FROM outside_identities WHERE user_id = $1',
);
const listIdentities = statement<LinkedAccount>(
  'identity.outside-identity-list',
  `SELECT ${columns} FROM outside_identities i WHERE i.user_id = $1 ORDER BY i.linked_at DESC, i.id DESC`,
);
const findIdentity = statement<LinkedAccount>(
  'identity.outside-identity-find',
  `SELECT ${columns} FROM outside_identities i WHERE i.user_id = $1 AND i.id = $2`,
);
const exists = statement('identity.outside-identity-exists', 'SELECT FROM outside_identities WHERE id = $1');
const deleteIdentity = statement(
  'identity.outside-identity-delete',
  'DELETE FROM outside_identities WHERE id = $1',
);
const waysIn = statement<WaysIn>(
  'identity.ways-in',
  `SELECT u.password_hash IS NOT NULL AS password,
          (SELECT count(*)::integer FROM outside_identities i WHERE i.user_id = u.id) AS identities,
          (SELECT count(*)::integer FROM passkeys p WHERE p.user_id = u.id) AS passkeys
     FROM users u WHERE u.id = $1`,
);

@Injectable()
export class SqlOutsideIdentityRepository extends OutsideIdentityRepository {
  override async lock(tx: Transaction, identity: OutsideIdentity): Promise<void> {
    await tx.query(lockIdentity, [JSON.stringify(keyOf(identity))]);
  }

  override async noteUse(tx: Transaction, identity: OutsideIdentity): Promise<boolean> {
    const { email, emailVerified, displayName } = identity;
    const values = [...keyOf(identity), email, emailVerified, displayName];
    return (await tx.query(noteUse, values)).length > 0;
  }

  override async findOwned(
    tx: Transaction,
    identity: OutsideIdentity,
  ): Promise<{ userId: Id; linked: LinkedAccount } | undefined> {
    const [row] = await tx.query(findOwned, keyOf(identity));
    if (!row) return undefined;
    const { userId, ...linked } = row;
    return { userId, linked };
  }

  override async lockNamesake(tx: Transaction, email: string): Promise<LockedNamesake | undefined> {
    return (await tx.query(lockNamesake, [emailKey(email)]))[0];
  }

  override async insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    identity: OutsideIdentity,
    photoUrl: string | null,
  ): Promise<LinkedAccount> {
    const { email, emailVerified, displayName } = identity;
    const values = [id, userId, ...keyOf(identity), email, emailVerified, displayName];
    const [linked] = await tx.query(insertIdentity, values);
    if (!linked) throw new Error('The identity was not written');
    if (photoUrl !== null) await tx.query(setPhoto, [userId, photoUrl]);
    return linked;
  }

  override async countOf(tx: Transaction, userId: Id): Promise<number> {
    return (await tx.query(countIdentities, [userId]))[0]?.count ?? 0;
  }

  override async list(queryable: Queryable, userId: Id): Promise<LinkedAccount[]> {
    return queryable.query(listIdentities, [userId]);
  }

  override async find(tx: Transaction, userId: Id, id: Id): Promise<LinkedAccount | undefined> {
    return (await tx.query(findIdentity, [userId, id]))[0];
  }

  override async exists(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(exists, [id])).length > 0;
  }

  override async waysIn(tx: Transaction, userId: Id): Promise<WaysIn> {
    return (await tx.query(waysIn, [userId]))[0] ?? { password: false, passkeys: 0, identities: 0 };
  }

  override async delete(tx: Transaction, id: Id): Promise<void> {
    await tx.query(deleteIdentity, [id]);
  }
}

function keyOf({ provider, issuer, subject }: OutsideIdentity): string[] {
  return [provider, issuer, subject];
}
