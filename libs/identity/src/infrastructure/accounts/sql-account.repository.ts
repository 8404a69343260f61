import { Injectable } from '@nestjs/common';
import { emailKey, type Id } from '@almanac/kernel';
import { isUniqueViolation, savepoint, statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  AccountRepository,
  EmailTaken,
  type AccountCredentials,
  type ForgottenWaysIn,
} from '../../application/ports/account.repository';
import { canBeOpened } from '../leaving/restorable.sql';

const selectCredentials = statement<AccountCredentials>(
  'identity.account-credentials',
  `SELECT email, password_hash AS "passwordHash" FROM users WHERE id = $1 AND status = 'active'`,
);
const newPassword =
  'password_hash = $3, password_changed_at = clock_timestamp(), version = version + 1, updated_at = now()';
/** Before it is marked as verified: one statement would not give both what was and what is. */
const lockWithAddress = statement<{ wasVerified: boolean }>(
  'identity.account-lock-with-address',
  `SELECT u.email_verified AS "wasVerified" FROM users u
    WHERE u.id = $1 AND u.email_lower = $2 AND ${canBeOpened} FOR NO KEY UPDATE`,
);
const resetPassword = statement(
  'identity.account-reset-password',
  `UPDATE users
      SET ${newPassword}, email_verified = true, email_verified_at = coalesce(email_verified_at, now())
    WHERE id = $1 AND email_lower = $2`,
);
const forgetWaysIn = statement<ForgottenWaysIn & Record<string, unknown>>(
  'identity.account-forget-ways-in',
  `WITH account AS (
     UPDATE users SET authz_version = authz_version + 1 WHERE id = $1 RETURNING id, email_lower
   ), identities AS (
     DELETE FROM outside_identities i USING account
      WHERE i.user_id = account.id AND (NOT i.email_verified OR lower(i.email) IS DISTINCT FROM account.email_lower)
     RETURNING i.id
   ), keys AS (
     UPDATE api_keys SET revoked_at = now(), version = version + 1, authz_version = authz_version + 1, updated_at = now()
      WHERE user_id = $1 AND revoked_at IS NULL RETURNING id
   ), gone AS (DELETE FROM passkeys WHERE user_id = $1 RETURNING id)
   SELECT (SELECT count(*)::integer FROM identities) AS identities, (SELECT count(*)::integer FROM gone) AS passkeys,
          (SELECT count(*)::integer FROM keys) AS "apiKeys"`,
);
const replacePassword = statement<{ id: Id }>(
  'identity.account-replace-password',
  `UPDATE users SET ${newPassword}
    WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $2 AND status = 'active'
   RETURNING id`,
);
const changeEmail = statement(
  'identity.account-change-email',
  `UPDATE users
      SET email = $2, email_lower = $3, email_verified = true, email_verified_at = now(), version = version + 1,
          updated_at = now()
    WHERE id = $1`,
);
const endChallenges = statement(
  'identity.account-end-challenges',
  'UPDATE mfa_challenges SET used_at = now() WHERE user_id = $1 AND used_at IS NULL',
);
/** Links that were mailed to the former address prove nothing any more. */
const forgetLinks = statement(
  'identity.account-forget-links',
  'UPDATE mailed_tokens SET used_at = now() WHERE user_id = $1 AND used_at IS NULL',
);

@Injectable()
export class SqlAccountRepository extends AccountRepository {
  override async credentials(queryable: Queryable, userId: Id): Promise<AccountCredentials | undefined> {
    return (await queryable.query(selectCredentials, [userId]))[0];
  }

  override async resetPassword(
    tx: Transaction,
    userId: Id,
    key: string,
    passwordHash: string,
  ): Promise<{ wasVerified: boolean } | undefined> {
    const [account] = await tx.query(lockWithAddress, [userId, key]);
    if (account) await tx.query(resetPassword, [userId, key, passwordHash]);
    return account;
  }

  override async forgetWaysIn(tx: Transaction, userId: Id): Promise<ForgottenWaysIn> {
    return (await tx.query(forgetWaysIn, [userId]))[0] ?? { identities: 0, passkeys: 0, apiKeys: 0 };
  }

  override async replacePassword(
    tx: Transaction,
    userId: Id,
    present: string | null,
    passwordHash: string,
  ): Promise<boolean> {
    return (await tx.query(replacePassword, [userId, present, passwordHash])).length > 0;
  }

  override async endChallenges(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(endChallenges, [userId]);
  }

  override async changeEmail(tx: Transaction, userId: Id, email: string): Promise<void> {
    try {
      await savepoint(tx, () => tx.query(changeEmail, [userId, email, emailKey(email)]));
    } catch (error) {
      throw isUniqueViolation(error, 'users_email_lower_key') ? new EmailTaken() : error;
    }
    await tx.query(forgetLinks, [userId]);
  }
}
