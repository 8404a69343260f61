import { Injectable } from '@nestjs/common';
import { emailKey, type Id } from '@almanac/kernel';
import { Database, isUniqueViolation, statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  UsernameTaken,
  UserRepository,
  type NewUser,
  type ProfileValues,
  type SignInAccount,
  type SignInStanding,
} from '../application/ports/user.repository';
import type { User } from '../domain/user';
import { tierNow } from './access/authorisation.sql';
import { restorable } from './leaving/restorable.sql';
import { deviceIsTrusted, factorColumns } from './mfa/factor-columns.sql';

/** The terms that `acceptTerms` speaks of. */
const TERMS_VERSION = '1';
const userColumns = `
  u.id, u.email, u.email_verified AS "emailVerified", u.display_name AS "displayName", u.username,
  u.photo_url AS "photoUrl", u.phone_number AS "phoneNumber", u.bio, u.status, ${tierNow} AS tier, u.preferences,
  u.created_from AS "createdFrom", u.last_login_at AS "lastLoginAt", u.last_seen_at AS "lastSeenAt",
  u.created_at AS "createdAt", u.updated_at AS "updatedAt", u.deleted_at AS "deletedAt", u.version,
  CASE WHEN EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                     WHERE ur.user_id = u.id AND r.system AND r.name = 'admin')
       THEN 'admin' ELSE ${tierNow} END AS role`;

const insertUser = statement(
  'identity.user-insert',
  `INSERT INTO users (id, email, email_lower, email_verified, email_verified_at, password_hash, password_changed_at,
                      display_name, created_from, terms_accepted_at, terms_version, tier)
   VALUES ($1, $2, $3, $4, CASE WHEN $4 THEN now() END, $5, CASE WHEN $5::text IS NOT NULL THEN now() END,
           $6, $7, CASE WHEN $8::boolean THEN now() END, CASE WHEN $8 THEN '${TERMS_VERSION}' END, $9)
   ON CONFLICT (email_lower) DO NOTHING
   RETURNING id`,
);
const selectById = statement<User>(
  'identity.user-by-id',
  `SELECT ${userColumns} FROM users u WHERE u.id = $1 AND u.deleted_at IS NULL`,
);
/** Rows that only refer to the account (activities, of many people in one statement) do not wait for this lock. */
const selectForUpdate = statement<User>(
  'identity.user-lock',
  `SELECT ${userColumns} FROM users u WHERE u.id = $1 AND u.deleted_at IS NULL FOR NO KEY UPDATE OF u`,
);
const selectIdByEmail = statement<{ id: Id }>(
  'identity.user-id-by-email',
  'SELECT id FROM users WHERE email_lower = $1',
);
const selectForSignIn = statement<SignInAccount>(
  'identity.user-for-sign-in',
  `SELECT u.id, u.password_hash AS "passwordHash", u.password_changed_at AS "passwordChangedAt", u.status,
          d.id AS "deviceId"
     FROM users u LEFT JOIN known_devices d ON d.token_hash = $2 AND d.user_id = u.id
    WHERE u.email_lower = $1`,
);
const lockForSignIn = statement<SignInStanding>(
  'identity.user-lock-for-sign-in',
  `SELECT u.id, u.status, ${restorable} AS restorable, u.email_verified AS "emailVerified", d.id AS "deviceId",
          coalesce(${deviceIsTrusted}, false) AS "deviceIsTrusted", ${factorColumns}
     FROM users u LEFT JOIN known_devices d ON d.token_hash = $2 AND d.user_id = u.id
    WHERE u.id = $1 FOR NO KEY UPDATE OF u`,
);
const updateProfile = statement(
  'identity.user-update-profile',
  `UPDATE users
      SET display_name = $2, username = $3, username_lower = lower($3), photo_url = $4, phone_number = $5, bio = $6,
          preferences = $7, version = version + 1, authz_version = authz_version + CASE WHEN $8 THEN 1 ELSE 0 END,
          updated_at = now()
    WHERE id = $1`,
);
const verifyEmail = statement(
  'identity.user-verify-email',
  `UPDATE users
      SET email_verified = true, email_verified_at = coalesce(email_verified_at, now()), version = version + 1, updated_at = now()
    WHERE id = $1 AND email_lower = $2 AND deleted_at IS NULL
   RETURNING id`,
);
const recordSignIn = statement(
  'identity.user-record-sign-in',
  'UPDATE users SET last_login_at = now(), last_seen_at = now() WHERE id = $1',
);
const keepPassword = statement(
  'identity.user-keep-password',
  `UPDATE users SET password_hash = coalesce($3, password_hash)
    WHERE id = $1 AND password_changed_at IS NOT DISTINCT FROM $2::timestamptz
   RETURNING id`,
);
/**
 * Whoever refreshes holds the lock of a session, and whoever ends sessions that of the account before theirs: an account
 * that is being written is left alone, so that the two never wait for each other.
 */
const touch = statement(
  'identity.user-touch',
  `UPDATE users SET last_seen_at = now()
    WHERE id IN (SELECT id FROM users
                  WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < now() - interval '1 minute')
                    FOR NO KEY UPDATE SKIP LOCKED)`,
);
const grantRole = statement(
  'identity.user-grant-role',
  `INSERT INTO user_roles (user_id, role_id, granted_by)
   SELECT $1, id, $3 FROM roles WHERE name = $2 AND system
   ON CONFLICT DO NOTHING`,
);
const bumpAuthorisation = statement(
  'identity.user-bump-authorisation',
  'UPDATE users SET authz_version = authz_version + 1 WHERE id = $1',
);
const roleIsHeld = statement<{ held: boolean }>(
  'identity.role-is-held',
  `SELECT EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
                   WHERE r.name = $1 AND r.system AND u.status = 'active') AS held`,
);

@Injectable()
export class SqlUserRepository extends UserRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert(tx: Transaction, user: NewUser): Promise<boolean> {
    const rows = await tx.query(insertUser, [
      user.id,
      user.email,
      emailKey(user.email),
      user.emailVerified,
      user.passwordHash,
      user.displayName,
      user.createdFrom,
      user.acceptedTerms,
      user.tier,
    ]);
    return rows.length > 0;
  }

  override async findById(queryable: Queryable, id: Id): Promise<User | undefined> {
    return (await queryable.query(selectById, [id]))[0];
  }

  override async findIdByEmail(queryable: Queryable, email: string): Promise<Id | undefined> {
    return (await queryable.query(selectIdByEmail, [emailKey(email)]))[0]?.id;
  }

  override async findForSignIn(email: string, deviceHash: Buffer | null): Promise<SignInAccount | undefined> {
    return (await this.database.query(selectForSignIn, [emailKey(email), deviceHash]))[0];
  }

  override async lockForSignIn(
    tx: Transaction,
    id: Id,
    deviceHash: Buffer | null,
  ): Promise<SignInStanding | undefined> {
    return (await tx.query(lockForSignIn, [id, deviceHash]))[0];
  }

  override async lock(tx: Transaction, id: Id): Promise<User | undefined> {
    return (await tx.query(selectForUpdate, [id]))[0];
  }

  override async updateProfile(tx: Transaction, id: Id, values: ProfileValues): Promise<User> {
    const { displayName, username, photoUrl, phoneNumber, bio, preferences, affectsRequests } = values;
    try {
      await tx.query(updateProfile, [
        id,
        displayName,
        username,
        photoUrl,
        phoneNumber,
        bio,
        JSON.stringify(preferences),
        affectsRequests,
      ]);
    } catch (error) {
      throw isUniqueViolation(error, 'users_username_lower_key') ? new UsernameTaken() : error;
    }
    const user = await this.findById(tx, id);
    if (!user) throw new Error('The account vanished under its lock');
    return user;
  }

  override async verifyEmail(tx: Transaction, id: Id, key: string): Promise<boolean> {
    return (await tx.query(verifyEmail, [id, key])).length > 0;
  }

  override async keepPassword(
    tx: Transaction,
    { id, passwordChangedAt }: Pick<SignInAccount, 'id' | 'passwordChangedAt'>,
    renewedHash: string | null,
  ): Promise<boolean> {
    return (await tx.query(keepPassword, [id, passwordChangedAt, renewedHash])).length > 0;
  }

  override async recordSignIn(tx: Transaction, id: Id): Promise<void> {
    await tx.query(recordSignIn, [id]);
  }

  override async touch(tx: Transaction, id: Id): Promise<void> {
    await tx.query(touch, [id]);
  }

  override async grantSystemRole(tx: Transaction, id: Id, role: string, grantedBy: Id | null): Promise<void> {
    await tx.query(grantRole, [id, role, grantedBy]);
    await tx.query(bumpAuthorisation, [id]);
  }

  override async systemRoleIsHeld(queryable: Queryable, role: string): Promise<boolean> {
    return (await queryable.query(roleIsHeld, [role]))[0]?.held === true;
  }
}
