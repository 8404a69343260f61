import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  PasskeyRepository,
  type Passkey,
  type PasskeyPurpose,
  type StoredPasskey,
} from '../../application/ports/passkeys/passkey.repository';
import type { CredentialName, MadePasskey } from '../../application/ports/passkeys/webauthn';

const columns = `id, name, transports, backed_up AS "backedUp", created_at AS "createdAt",
  last_used_at AS "lastUsedAt", version`;

const insert = statement<Passkey>(
  'identity.passkey-insert',
  `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, counter, transports, aaguid, backed_up)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   ON CONFLICT (credential_id) DO NOTHING
   RETURNING ${columns}`,
);
const list = statement<Passkey>(
  'identity.passkeys',
  `SELECT ${columns} FROM passkeys WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
);
const names = statement<CredentialName>(
  'identity.passkey-names',
  'SELECT credential_id AS "credentialId", transports FROM passkeys WHERE user_id = $1',
);
const byCredential = statement<StoredPasskey>(
  'identity.passkey-by-credential',
  `SELECT id, user_id AS "userId", credential_id AS "credentialId", public_key AS "publicKey",
          counter::float8 AS counter, transports
     FROM passkeys WHERE credential_id = $1`,
);
const lock = statement<Passkey>(
  'identity.passkey-lock',
  `SELECT ${columns} FROM passkeys WHERE user_id = $1 AND id = $2 FOR UPDATE`,
);
const exists = statement('identity.passkey-exists', 'SELECT FROM passkeys WHERE id = $1');
const rename = statement<Passkey>(
  'identity.passkey-rename',
  `UPDATE passkeys SET name = $2, version = version + 1 WHERE id = $1 RETURNING ${columns}`,
);
const remove = statement('identity.passkey-delete', 'DELETE FROM passkeys WHERE id = $1');
const noteUse = statement(
  'identity.passkey-note-use',
  `UPDATE passkeys SET counter = $2, backed_up = $3, last_used_at = now()
    WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))
   RETURNING id`,
);
const otherWay = statement<{ found: boolean }>(
  'identity.passkey-other-way-in',
  `SELECT u.password_hash IS NOT NULL
          OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id AND p.id <> $2)
          OR EXISTS (SELECT FROM outside_identities i WHERE i.user_id = u.id) AS found
     FROM users u WHERE u.id = $1`,
);
const insertChallenge = statement(
  'identity.webauthn-challenge-insert',
  `INSERT INTO webauthn_challenges (id, purpose, user_id, challenge, expires_at)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
);
const takeChallenge = statement<{ challenge: string }>(
  'identity.webauthn-challenge-take',
  `DELETE FROM webauthn_challenges
    WHERE id = $1 AND purpose = $2 AND user_id IS NOT DISTINCT FROM $3 AND expires_at > now()
   RETURNING challenge`,
);

@Injectable()
export class SqlPasskeyRepository extends PasskeyRepository {
  override async insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    name: string,
    passkey: MadePasskey,
  ): Promise<Passkey | undefined> {
    const { credentialId, publicKey, counter, transports, aaguid, backedUp } = passkey;
    const values = [id, userId, name, credentialId, publicKey, counter, transports, aaguid, backedUp];
    return (await tx.query(insert, values))[0];
  }

  override list(queryable: Queryable, userId: Id): Promise<Passkey[]> {
    return queryable.query(list, [userId]);
  }

  override names(queryable: Queryable, userId: Id): Promise<CredentialName[]> {
    return queryable.query(names, [userId]);
  }

  override async findByCredential(
    queryable: Queryable,
    credentialId: string,
  ): Promise<StoredPasskey | undefined> {
    return (await queryable.query(byCredential, [credentialId]))[0];
  }

  override async lock(tx: Transaction, userId: Id, id: Id): Promise<Passkey | undefined> {
    return (await tx.query(lock, [userId, id]))[0];
  }

  override async exists(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(exists, [id])).length > 0;
  }

  override async rename(tx: Transaction, id: Id, name: string): Promise<Passkey> {
    const [passkey] = await tx.query(rename, [id, name]);
    if (!passkey) throw new Error('The passkey vanished under its lock');
    return passkey;
  }

  override async delete(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }

  override async noteUse(tx: Transaction, id: Id, counter: number, backedUp: boolean): Promise<boolean> {
    return (await tx.query(noteUse, [id, counter, backedUp])).length > 0;
  }

  override async hasOtherWayIn(tx: Transaction, userId: Id, id: Id): Promise<boolean> {
    return (await tx.query(otherWay, [userId, id]))[0]?.found === true;
  }

  override async insertChallenge(
    tx: Transaction,
    id: Id,
    purpose: PasskeyPurpose,
    userId: Id | null,
    challenge: string,
    seconds: number,
  ): Promise<void> {
    await tx.query(insertChallenge, [id, purpose, userId, challenge, seconds]);
  }

  override async takeChallenge(
    tx: Transaction,
    id: Id,
    purpose: PasskeyPurpose,
    userId: Id | null,
  ): Promise<string | undefined> {
    return (await tx.query(takeChallenge, [id, purpose, userId]))[0]?.challenge;
  }
}
