import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  MfaRepository,
  type OpenChallenge,
  type TrustedDevice,
} from '../../application/ports/mfa/mfa.repository';
import type { FactorStanding } from '../../domain/mfa/second-factor-rule';
import { deviceIsTrusted, factorColumns } from './factor-columns.sql';

const selectStanding = statement<FactorStanding>(
  'identity.mfa-standing',
  `SELECT ${factorColumns} FROM users u WHERE u.id = $1`,
);
const bumpAuthorisation = statement(
  'identity.mfa-bump-authorisation',
  'UPDATE users SET authz_version = authz_version + 1 WHERE id = $1',
);
const keepPending = statement(
  'identity.mfa-keep-pending',
  `INSERT INTO mfa_totp AS t (user_id, secret) VALUES ($1, $2)
   ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now()
    WHERE t.confirmed_at IS NULL
   RETURNING t.user_id`,
);
const selectPending = statement<{ secret: string }>(
  'identity.mfa-pending',
  'SELECT secret FROM mfa_totp WHERE user_id = $1 AND confirmed_at IS NULL',
);
const confirm = statement(
  'identity.mfa-confirm',
  `UPDATE mfa_totp SET confirmed_at = now(), used_steps = ARRAY[$3::bigint]
    WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL
   RETURNING user_id`,
);
const selectInUse = statement<{ secret: string }>(
  'identity.mfa-in-use',
  'SELECT secret FROM mfa_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL',
);
const replaceSecret = statement(
  'identity.mfa-replace-secret',
  'UPDATE mfa_totp SET secret = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL',
);
/** Of two that come at once the second waits for the first, and sees what it has written. */
const spendStep = statement(
  'identity.mfa-spend-step',
  `UPDATE mfa_totp
      SET used_steps = array_append(
            ARRAY(SELECT used FROM unnest(used_steps) AS used WHERE used > $2::bigint - 10), $2::bigint)
    WHERE user_id = $1 AND confirmed_at IS NOT NULL AND NOT ($2::bigint = ANY (used_steps))
   RETURNING user_id`,
);
const removeTotp = statement(
  'identity.mfa-remove',
  'DELETE FROM mfa_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL RETURNING user_id',
);
const removeBackupCodes = statement(
  'identity.mfa-remove-backup-codes',
  'DELETE FROM mfa_backup_codes WHERE user_id = $1',
);
/** Two renewals at once come one after the other, so that one set of codes is left. */
const lockTotp = statement('identity.mfa-lock', 'SELECT FROM mfa_totp WHERE user_id = $1 FOR UPDATE');
const insertBackupCodes = statement(
  'identity.mfa-insert-backup-codes',
  'INSERT INTO mfa_backup_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])',
);
const spendBackupCode = statement(
  'identity.mfa-spend-backup-code',
  `UPDATE mfa_backup_codes SET used_at = now()
    WHERE user_id = $1 AND code_hash = ANY ($2::bytea[]) AND used_at IS NULL
      AND EXISTS (SELECT FROM mfa_totp t WHERE t.user_id = $1 AND t.confirmed_at IS NOT NULL)
   RETURNING user_id`,
);
const insertChallenge = statement(
  'identity.mfa-challenge-insert',
  `INSERT INTO mfa_challenges (token_hash, user_id, method, expires_at)
   VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
);
const openChallenge = 'c.used_at IS NULL AND c.expires_at > clock_timestamp()';
const selectChallenge = statement<OpenChallenge>(
  'identity.mfa-challenge',
  `SELECT c.user_id AS "userId", u.email, c.method, d.id AS "deviceId"
     FROM mfa_challenges c JOIN users u ON u.id = c.user_id
     LEFT JOIN known_devices d ON d.token_hash = $2 AND d.user_id = c.user_id
    WHERE c.token_hash = $1 AND c.tries < $3 AND ${openChallenge}
      AND c.created_at >= coalesce(u.password_changed_at, '-infinity')`,
);
const takeTry = statement(
  'identity.mfa-challenge-try',
  `UPDATE mfa_challenges c SET tries = c.tries + 1
     FROM users u
    WHERE u.id = c.user_id AND c.token_hash = $1 AND c.tries < $2 AND ${openChallenge}
      AND c.created_at >= coalesce(u.password_changed_at, '-infinity')
   RETURNING c.user_id`,
);
const useChallenge = statement(
  'identity.mfa-challenge-use',
  'UPDATE mfa_challenges SET used_at = now() WHERE token_hash = $1',
);
const selectTrusted = statement<TrustedDevice>(
  'identity.trusted-devices',
  `SELECT d.id, d.user_agent AS "userAgent", d.created_at AS "createdAt", d.last_used_at AS "lastUsedAt",
          d.trusted_until AS "trustedUntil"
     FROM known_devices d JOIN users u ON u.id = d.user_id
    WHERE d.user_id = $1 AND ${deviceIsTrusted}
    ORDER BY d.last_used_at DESC, d.id DESC`,
);
const trust = statement(
  'identity.device-trust',
  `UPDATE known_devices SET trusted_at = now(), trusted_until = now() + make_interval(days => $3)
    WHERE user_id = $1 AND token_hash = $2`,
);
const trustedByOther = statement(
  'identity.device-trusted-by-other',
  'SELECT FROM known_devices WHERE id = $2 AND user_id <> $1 AND trusted_until IS NOT NULL',
);
const distrust = statement(
  'identity.device-distrust',
  `UPDATE known_devices SET trusted_at = NULL, trusted_until = NULL
    WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) AND trusted_until IS NOT NULL
   RETURNING id`,
);

@Injectable()
export class SqlMfaRepository extends MfaRepository {
  override async standing(queryable: Queryable, userId: Id): Promise<FactorStanding> {
    const [row] = await queryable.query(selectStanding, [userId]);
    return row ?? { totp: false, backupCodes: 0, passkeys: 0, mfaRequired: false };
  }

  override async bumpAuthorisation(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(bumpAuthorisation, [userId]);
  }

  override async keepPending(tx: Transaction, userId: Id, sealedSecret: string): Promise<boolean> {
    return (await tx.query(keepPending, [userId, sealedSecret])).length > 0;
  }

  override async pendingSecret(queryable: Queryable, userId: Id): Promise<string | undefined> {
    return (await queryable.query(selectPending, [userId]))[0]?.secret;
  }

  override async confirm(tx: Transaction, userId: Id, sealedSecret: string, step: number): Promise<boolean> {
    return (await tx.query(confirm, [userId, sealedSecret, step])).length > 0;
  }

  override async secretInUse(queryable: Queryable, userId: Id): Promise<string | undefined> {
    return (await queryable.query(selectInUse, [userId]))[0]?.secret;
  }

  override async replaceSecret(tx: Transaction, userId: Id, sealedSecret: string): Promise<void> {
    await tx.query(replaceSecret, [userId, sealedSecret]);
  }

  override async spendStep(tx: Transaction, userId: Id, step: number): Promise<boolean> {
    return (await tx.query(spendStep, [userId, step])).length > 0;
  }

  override async remove(tx: Transaction, userId: Id): Promise<boolean> {
    const removed = await tx.query(removeTotp, [userId]);
    if (removed.length > 0) await tx.query(removeBackupCodes, [userId]);
    return removed.length > 0;
  }

  override async replaceBackupCodes(tx: Transaction, userId: Id, hashes: readonly Buffer[]): Promise<void> {
    await tx.query(lockTotp, [userId]);
    await tx.query(removeBackupCodes, [userId]);
    await tx.query(insertBackupCodes, [userId, hashes]);
  }

  override async spendBackupCode(tx: Transaction, userId: Id, hashes: readonly Buffer[]): Promise<boolean> {
    return (await tx.query(spendBackupCode, [userId, hashes])).length > 0;
  }

  override async insertChallenge(
    tx: Transaction,
    tokenHash: Buffer,
    userId: Id,
    method: string,
    seconds: number,
  ): Promise<void> {
    await tx.query(insertChallenge, [tokenHash, userId, method, seconds]);
  }

  override async findChallenge(
    queryable: Queryable,
    tokenHash: Buffer,
    deviceHash: Buffer | null,
    maxTries: number,
  ): Promise<OpenChallenge | undefined> {
    return (await queryable.query(selectChallenge, [tokenHash, deviceHash, maxTries]))[0];
  }

  override async takeTry(tx: Transaction, tokenHash: Buffer, maxTries: number): Promise<boolean> {
    return (await tx.query(takeTry, [tokenHash, maxTries])).length > 0;
  }

  override async useChallenge(tx: Transaction, tokenHash: Buffer): Promise<void> {
    await tx.query(useChallenge, [tokenHash]);
  }

  override trustedDevices(queryable: Queryable, userId: Id): Promise<TrustedDevice[]> {
    return queryable.query(selectTrusted, [userId]);
  }

  override async trustDevice(tx: Transaction, userId: Id, deviceHash: Buffer, days: number): Promise<void> {
    await tx.query(trust, [userId, deviceHash, days]);
  }

  override async isTrustedByOther(queryable: Queryable, userId: Id, deviceId: Id): Promise<boolean> {
    return (await queryable.query(trustedByOther, [userId, deviceId])).length > 0;
  }

  override async distrust(tx: Transaction, userId: Id, deviceId: Id | undefined): Promise<number> {
    return (await tx.query(distrust, [userId, deviceId ?? null])).length;
  }
}
