import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { statement, statements, type Transaction } from '@almanac/platform';
import { SignInRepository, type SignInAttempt } from '../application/ports/sign-in.repository';
import type { GuardState } from '../domain/sign-in-guard';

/** Devices that an account is known from, at most; the one unused for longest makes room. */
const MAX_DEVICES = 50;

/** Makes the guard if it is missing, locks it, and reads it as it stands under the lock. */
const lockGuard = statement<GuardState & { now: Date }>(
  'identity.guard-lock',
  `INSERT INTO sign_in_guards AS g (key) VALUES ($1)
   ON CONFLICT (key) DO UPDATE SET updated_at = now()
   RETURNING failures, pending, pending_until AS "pendingUntil", window_ends_at AS "windowEndsAt",
             clock_timestamp() AS now`,
);
const saveGuard = statement(
  'identity.guard-save',
  `UPDATE sign_in_guards
      SET failures = $2, pending = $3, pending_until = $4, window_ends_at = $5, updated_at = now()
    WHERE key = $1`,
);
const insertAttempt = statement(
  'identity.login-attempt-insert',
  `INSERT INTO login_attempts (id, user_id, success, reason, method, ip, user_agent, country)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const insertDevice = statement(
  'identity.device-insert',
  'INSERT INTO known_devices (id, user_id, token_hash, user_agent) VALUES ($1, $2, $3, $4)',
);
const trimDevices = statement(
  'identity.device-trim',
  `DELETE FROM known_devices
    WHERE id IN (SELECT id FROM known_devices WHERE user_id = $1
                  ORDER BY last_used_at DESC, id DESC OFFSET ${MAX_DEVICES})`,
);
const touchDevice = statement(
  'identity.device-touch',
  'UPDATE known_devices SET last_used_at = now() WHERE id = $1',
);

/** What is deleted, and when (spec: background.md, "retention"). */
const expired = statements('identity.delete-expired', [
  `DELETE FROM sign_in_guards WHERE updated_at < now() - interval '1 day'`,
  `DELETE FROM mail_quotas WHERE window_started_at < now() - interval '2 days'`,
  `DELETE FROM mailed_tokens WHERE expires_at < now() - interval '1 day'`,
  `DELETE FROM oauth_flows WHERE expires_at < now() - interval '1 hour'`,
  `DELETE FROM email_changes WHERE expires_at < now() - interval '1 day'`,
  `DELETE FROM sessions WHERE expires_at < now() - interval '30 days'`,
  `DELETE FROM mfa_challenges WHERE expires_at < now() - interval '1 day'`,
  `DELETE FROM webauthn_challenges WHERE expires_at < now()`,
  `DELETE FROM mfa_totp WHERE confirmed_at IS NULL AND created_at < now() - interval '1 day'`,
  `DELETE FROM known_devices WHERE last_used_at < now() - interval '180 days'`,
  `DELETE FROM login_attempts WHERE at < now() - interval '12 months'`,
]);

@Injectable()
export class SqlSignInRepository extends SignInRepository {
  override async lockGuard(tx: Transaction, key: string): Promise<{ state: GuardState; now: Date }> {
    const [row] = await tx.query(lockGuard, [key]);
    if (!row) throw new Error('The guard was neither made nor found');
    const { now, ...state } = row;
    return { state, now };
  }

  override async saveGuard(tx: Transaction, key: string, state: GuardState): Promise<void> {
    const { failures, pending, pendingUntil, windowEndsAt } = state;
    await tx.query(saveGuard, [key, failures, pending, pendingUntil, windowEndsAt]);
  }

  override async recordAttempt(tx: Transaction, attempt: SignInAttempt): Promise<void> {
    const { userId, success, reason, method, ip, userAgent, country } = attempt;
    await tx.query(insertAttempt, [newId(), userId, success, reason, method, ip, userAgent, country]);
  }

  override async insertDevice(
    tx: Transaction,
    userId: Id,
    tokenHash: Buffer,
    userAgent: string | null,
  ): Promise<void> {
    await tx.query(insertDevice, [newId(), userId, tokenHash, userAgent]);
    await tx.query(trimDevices, [userId]);
  }

  override async touchDevice(tx: Transaction, deviceId: Id): Promise<void> {
    await tx.query(touchDevice, [deviceId]);
  }

  override async deleteExpired(tx: Transaction): Promise<void> {
    for (const deletion of expired) await tx.query(deletion, []);
  }
}
