import { personalParts, statements } from '@almanac/platform';
import { ownColumns } from '../audit/sql-audit-log.reader';

/** What identity holds on the person $1, part by part. No hash, no secret and no token is among the columns. */
export const parts = personalParts('identity', {
  profile: `
    SELECT id, email, email_verified AS "emailVerified", email_verified_at AS "emailVerifiedAt",
           password_changed_at AS "passwordChangedAt", display_name AS "displayName", username,
           photo_url AS "photoURL", phone_number AS "phoneNumber", bio, status, tier,
           paid_tier AS "paidTier", given_tier AS "givenTier", given_until AS "givenUntil",
           created_from AS "createdFrom", last_login_at AS "lastLoginAt", last_seen_at AS "lastSeenAt",
           created_at AS "createdAt", updated_at AS "updatedAt", deleted_at AS "deletedAt"
      FROM users WHERE id = $1`,
  preferences: 'SELECT preferences FROM users WHERE id = $1',
  consents: `
    SELECT 'terms' AS "to", terms_version AS version, terms_accepted_at AS "acceptedAt"
      FROM users WHERE id = $1 AND terms_accepted_at IS NOT NULL`,
  roles: `
    SELECT r.name, r.description, ur.granted_at AS "grantedAt"
      FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 ORDER BY r.name`,
  teams: `
    SELECT t.id, t.name, m.role, m.joined_at AS "joinedAt"
      FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = $1 ORDER BY m.joined_at, t.id`,
  // Those to one's address, and those that one has sent: whoever else is named in them stays unnamed.
  invitations: `
    SELECT i.kind, i.resource_id AS "resourceId", i.role, i.status, i.invited_by IS NOT DISTINCT FROM $1 AS "sent",
           i.created_at AS "createdAt", i.decided_at AS "decidedAt", i.expires_at AS "expiresAt"
      FROM invitations i
     WHERE i.invited_by = $1 OR i.email_lower = (SELECT email_lower FROM users WHERE id = $1)
     ORDER BY i.created_at, i.id`,
  sessions: `
    SELECT id, method, user_agent AS "userAgent", ip, proved_at AS "provedAt", created_at AS "createdAt",
           last_seen_at AS "lastSeenAt", expires_at AS "expiresAt", revoked_at AS "revokedAt",
           revoked_reason AS "revokedReason"
      FROM sessions WHERE user_id = $1 AND impersonator_id IS NULL ORDER BY created_at, id`,
  'login-history': `
    SELECT at, success, reason, method, ip, user_agent AS "userAgent", country
      FROM login_attempts WHERE user_id = $1 ORDER BY at, id`,
  devices: `
    SELECT id, user_agent AS "userAgent", created_at AS "createdAt", last_used_at AS "lastUsedAt",
           trusted_at AS "trustedAt", trusted_until AS "trustedUntilDate"
      FROM known_devices WHERE user_id = $1 ORDER BY created_at, id`,
  'outside-identities': `
    SELECT provider, issuer, subject, email, email_verified AS "emailVerified", display_name AS "displayName",
           linked_at AS "linkedAt", last_used_at AS "lastUsedAt"
      FROM outside_identities WHERE user_id = $1 ORDER BY linked_at, id`,
  passkeys: `
    SELECT id, name, transports, aaguid, backed_up AS "backedUp", created_at AS "createdAt",
           last_used_at AS "lastUsedAt"
      FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`,
  'second-factors': `
    SELECT 'authenticator' AS kind, confirmed_at AS "confirmedAt",
           (SELECT count(*) FROM mfa_backup_codes b WHERE b.user_id = t.user_id AND b.used_at IS NULL)
             AS "unusedBackupCodes"
      FROM mfa_totp t WHERE user_id = $1`,
  'api-keys': `
    SELECT id, name, prefix, permissions, allowed_ips AS "allowedIps", expires_at AS "expiresAt",
           last_used_at AS "lastUsedAt", revoked_at AS "revokedAt", created_at AS "createdAt",
           updated_at AS "updatedAt"
      FROM api_keys WHERE user_id = $1 ORDER BY created_at, id`,
  'email-changes': `
    SELECT old_email AS "oldEmail", new_email AS "newEmail", old_confirmed_at AS "oldConfirmedAt",
           new_confirmed_at AS "newConfirmedAt", changed_at AS "changedAt", created_at AS "createdAt"
      FROM email_changes WHERE user_id = $1`,
  'mailed-links': `
    SELECT purpose, email_lower AS email, created_at AS "createdAt", used_at AS "usedAt", expires_at AS "expiresAt"
      FROM mailed_tokens WHERE user_id = $1 ORDER BY created_at, id`,
  'audit-log': `
    SELECT ${ownColumns}
      FROM (SELECT *, user_id IS NOT DISTINCT FROM $1::uuid
                      AND (actor_type <> 'user' OR actor_id IS NOT DISTINCT FROM $1::uuid) AS mine
              FROM audit_log
             WHERE user_id = $1::uuid OR (resource_id = $1::uuid AND resource_type = 'user')) a
     ORDER BY a.seq`,
});

/** With the account go all rows that refer to it. The audit log stays: it can not be changed, and holds no content. */
export const erasures = statements('identity.erase', [
  'UPDATE user_roles SET granted_by = NULL WHERE granted_by = $1',
  'UPDATE users SET given_by = NULL WHERE given_by = $1',
  // What an admin did as somebody else has long ended.
  'DELETE FROM sessions WHERE impersonator_id = $1',
  // Few rows, of two days at most; some are named by the account.
  'DELETE FROM mail_quotas WHERE strpos(key, $1::text) > 0',
  'DELETE FROM invitations WHERE email_lower = (SELECT email_lower FROM users WHERE id = $1)',
  'DELETE FROM users WHERE id = $1',
]);
