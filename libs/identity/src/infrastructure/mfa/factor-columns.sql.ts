import { tierNow } from '../access/authorisation.sql';

/** Whether a role of the user `u` demands a second factor. */
const mfaRequired = `EXISTS (
    SELECT FROM roles r
     WHERE r.mfa_required
       AND ((r.system AND r.name = ${tierNow})
            OR r.id IN (SELECT role_id FROM user_roles ur WHERE ur.user_id = u.id)))`;
const totp = `EXISTS (SELECT FROM mfa_totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)`;

/** Columns of a `FactorStanding`, for the user `u`. */
export const factorColumns = `
  ${totp} AS totp,
  (SELECT count(*)::integer FROM mfa_backup_codes b WHERE b.user_id = u.id AND b.used_at IS NULL) AS "backupCodes",
  (SELECT count(*)::integer FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
  ${mfaRequired} AS "mfaRequired"`;

/** `mustSetUp`, for the user `u`: asked with every state that is read, so it stops at the first "no". */
export const mustSetUpSql = `(${mfaRequired}
    AND NOT ${totp}
    AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id))`;

/** Whether the device `d` of the user `u` needs no second factor: a new password ends all trust. */
export const deviceIsTrusted = `(d.trusted_until > now()
    AND d.trusted_at >= coalesce(u.password_changed_at, '-infinity'))`;
