import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  SessionRepository,
  type LockedRefresh,
  type NewImpersonation,
  type NewSession,
  type SessionState,
} from '../application/ports/session.repository';
import { mustSetUpSql } from './mfa/factor-columns.sql';
import { isAdmin, ownerPermissions, roleEpoch, tierNow, tierSecondsLeft } from './access/authorisation.sql';

const insertSession = statement(
  'identity.session-insert',
  `WITH session AS (
     INSERT INTO sessions (id, user_id, method, user_agent, ip, expires_at, absolute_expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => least($6::integer, $7::integer)),
             now() + make_interval(secs => $7::integer))
     RETURNING id
   )
   INSERT INTO refresh_tokens (session_id, generation, token_hash) SELECT id, 1, $8 FROM session`,
);
/**
 * Two steps, because the token must be read under the session's lock: one statement would see it as it was
 * before it waited.
 */
const lockSession = statement<{ id: Id }>(
  'identity.session-lock',
  `SELECT id FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE token_hash = $1) FOR UPDATE`,
);
const selectRefresh = statement<LockedRefresh>(
  'identity.refresh-select',
  `SELECT s.id AS "sessionId", s.user_id AS "userId", t.generation, t.spent_at AS "spentAt", s.generation AS newest,
          s.revoked_at IS NOT NULL AS revoked, s.expires_at AS "expiresAt",
          s.absolute_expires_at AS "absoluteExpiresAt", clock_timestamp() AS now
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
    WHERE t.token_hash = $1`,
);
const rotate = statement(
  'identity.session-rotate',
  `WITH session AS (
     UPDATE sessions SET generation = generation + 1, last_seen_at = now(), expires_at = $3, ip = coalesce($4, ip)
      WHERE id = $1 RETURNING id, generation
   ), spent AS (
     UPDATE refresh_tokens t SET spent_at = clock_timestamp() FROM session s
      WHERE t.session_id = s.id AND t.generation = s.generation - 1
   )
   INSERT INTO refresh_tokens (session_id, generation, token_hash) SELECT id, generation, $2 FROM session`,
);
/** Rows that somebody else is writing are left alone: they are fresh then, and nobody waits for anybody. */
const touch = statement(
  'identity.session-touch',
  `WITH stale AS (
     SELECT id FROM sessions
      WHERE id = ANY ($1::uuid[]) AND last_seen_at < now() - interval '30 seconds' AND revoked_at IS NULL
      ORDER BY id FOR UPDATE SKIP LOCKED
   ), seen AS (
     UPDATE sessions s SET last_seen_at = now() FROM stale WHERE s.id = stale.id RETURNING s.user_id
   ), people AS (
     SELECT id FROM users WHERE id IN (SELECT user_id FROM seen) ORDER BY id FOR UPDATE SKIP LOCKED
   )
   UPDATE users u SET last_seen_at = now() FROM people WHERE u.id = people.id`,
);
const extend = statement(
  'identity.session-extend',
  'UPDATE sessions SET last_seen_at = now(), expires_at = $2 WHERE id = $1',
);
const revoke = statement<{ id: Id }>(
  'identity.session-revoke',
  `UPDATE sessions SET revoked_at = now(), revoked_reason = $3, authz_version = authz_version + 1
    WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) AND revoked_at IS NULL
      AND expires_at > now()
   RETURNING id`,
);
const insertImpersonation = statement(
  'identity.impersonation-insert',
  // Without a refresh token: it cannot be made longer.
  `INSERT INTO sessions (id, user_id, method, user_agent, ip, expires_at, absolute_expires_at,
                         impersonator_id, impersonator_session_id)
   SELECT $1, $2, 'impersonation', $3, $4, until, until, $5, $6
     FROM (SELECT now() + make_interval(secs => $7::integer) AS until) AS life`,
);
const revokeImpersonations = statement<{ id: Id; userId: Id }>(
  'identity.impersonation-revoke',
  `UPDATE sessions SET revoked_at = now(), revoked_reason = 'impersonator-left', authz_version = authz_version + 1
    WHERE impersonator_id = $1 AND impersonator_session_id = ANY ($2::uuid[])
      AND revoked_at IS NULL AND expires_at > now()
   RETURNING id, user_id AS "userId"`,
);
const revokeOthers = statement<{ id: Id }>(
  'identity.session-revoke-others',
  `UPDATE sessions SET revoked_at = now(), revoked_reason = $3, authz_version = authz_version + 1
    WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL AND expires_at > now()
   RETURNING id`,
);
const prove = statement(
  'identity.session-prove',
  'UPDATE sessions SET proved_at = now(), authz_version = authz_version + 1 WHERE id = $1',
);
const stateColumns = `
  s.id AS "sessionId", s.user_id AS "userId", u.email, ${tierNow} AS tier, ${tierSecondsLeft} AS "tierSecondsLeft",
  ${isAdmin} AS "isAdmin", ${ownerPermissions} AS permissions, ${roleEpoch} AS epoch,
  u.preferences ->> 'timezone' AS "timeZone",
  (s.impersonator_id IS NULL AND ${mustSetUpSql}) AS "mustSetUpMfa",
  CASE WHEN s.impersonator_id IS NULL THEN floor(extract(epoch FROM s.proved_at) * 1000)::float8 END AS "provedAt",
  s.impersonator_id AS "impersonatorId",
  (s.revoked_at IS NOT NULL OR s.expires_at <= now()) AS ended,
  (u.status <> 'active' OR (s.impersonator_id IS NOT NULL AND NOT coalesce(i.may, false))) AS suspended,
  (u.authz_version + s.authz_version + coalesce(i.version, 0))::float8 AS version,
  floor(extract(epoch FROM s.expires_at - now()))::integer AS "secondsLeft"`;
/**
 * Whether the admin behind an impersonation may go on: their own session lasts, they are active, may still
 * impersonate, and the user has not become an admin.
 */
const impersonator = `LEFT JOIN LATERAL (
  SELECT iu.authz_version AS version,
         iu.status = 'active' AND iu.deleted_at IS NULL AND a.revoked_at IS NULL AND a.expires_at > now()
         AND EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                      WHERE ur.user_id = iu.id
                        AND r.permissions && '{*:*,impersonate:*,*:users,impersonate:users}'::text[])
         AND NOT EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                          WHERE ur.user_id = s.user_id AND r.system AND r.name = 'admin') AS may
    FROM users iu JOIN sessions a ON a.id = s.impersonator_session_id AND a.user_id = iu.id
   WHERE iu.id = s.impersonator_id) i ON s.impersonator_id IS NOT NULL`;
const selectState = statement<SessionState>(
  'identity.session-state',
  `SELECT ${stateColumns} FROM sessions s JOIN users u ON u.id = s.user_id ${impersonator} WHERE s.id = $1`,
);
const selectStatesOf = statement<SessionState>(
  'identity.session-states-of-user',
  `SELECT ${stateColumns} FROM sessions s JOIN users u ON u.id = s.user_id ${impersonator}
    WHERE (s.user_id = $1 OR s.impersonator_id = $1) AND s.revoked_at IS NULL AND s.expires_at > now()`,
);

@Injectable()
export class SqlSessionRepository extends SessionRepository {
  override async insert(tx: Transaction, session: NewSession): Promise<void> {
    const { id, userId, method, userAgent, ip, slidingSeconds, absoluteSeconds, tokenHash } = session;
    await tx.query(insertSession, [
      id,
      userId,
      method,
      userAgent,
      ip,
      slidingSeconds,
      absoluteSeconds,
      tokenHash,
    ]);
  }

  override async lockByRefreshToken(tx: Transaction, tokenHash: Buffer): Promise<LockedRefresh | undefined> {
    const [locked] = await tx.query(lockSession, [tokenHash]);
    return locked ? (await tx.query(selectRefresh, [tokenHash]))[0] : undefined;
  }

  override async rotate(
    tx: Transaction,
    sessionId: Id,
    successorHash: Buffer,
    expiresAt: Date,
    ip: string | undefined,
  ): Promise<void> {
    await tx.query(rotate, [sessionId, successorHash, expiresAt, ip ?? null]);
  }

  override async touch(queryable: Queryable, sessionIds: readonly Id[]): Promise<void> {
    await queryable.query(touch, [sessionIds]);
  }

  override async extend(tx: Transaction, sessionId: Id, expiresAt: Date): Promise<void> {
    await tx.query(extend, [sessionId, expiresAt]);
  }

  override async revoke(
    tx: Transaction,
    userId: Id,
    sessionId: Id | undefined,
    reason: string,
  ): Promise<Id[]> {
    return (await tx.query(revoke, [userId, sessionId ?? null, reason])).map((row) => row.id);
  }

  override async revokeOthers(tx: Transaction, userId: Id, keep: Id, reason: string): Promise<Id[]> {
    return (await tx.query(revokeOthers, [userId, keep, reason])).map((row) => row.id);
  }

  override async prove(tx: Transaction, sessionId: Id): Promise<void> {
    await tx.query(prove, [sessionId]);
  }

  override async insertImpersonation(tx: Transaction, session: NewImpersonation): Promise<void> {
    const { id, userId, userAgent, ip, impersonatorId, impersonatorSessionId, seconds } = session;
    await tx.query(insertImpersonation, [
      ...[id, userId, userAgent, ip, impersonatorId, impersonatorSessionId, seconds],
    ]);
  }

  override revokeImpersonations(
    tx: Transaction,
    impersonatorId: Id,
    sessionIds: readonly Id[],
  ): Promise<{ id: Id; userId: Id }[]> {
    return tx.query(revokeImpersonations, [impersonatorId, sessionIds]);
  }

  override async loadState(queryable: Queryable, sessionId: Id): Promise<SessionState | undefined> {
    return (await queryable.query(selectState, [sessionId]))[0];
  }

  override loadStatesOf(queryable: Queryable, userId: Id): Promise<SessionState[]> {
    return queryable.query(selectStatesOf, [userId]);
  }
}
