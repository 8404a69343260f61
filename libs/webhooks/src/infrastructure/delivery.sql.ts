import { requestIdOf, statement } from '@almanac/platform';
import type { Id } from '@almanac/kernel';
import type { LeasedWebhook } from '../application/ports/delivery-store';
import { NEW_ID } from './new-id.sql';

/** The statements of `SqlDeliveryStore`. */

export interface FactRow {
  seq: string;
  event_id: Id;
  name: string;
  stream_id: Id | null;
  actor_id: Id | null;
  payload: unknown;
  occurred_at: Date;
  [column: string]: unknown;
}

export interface DueRow {
  id: Id;
  type: string;
  seq: string | null;
  stream_id: Id | null;
  attempts: number;
  request_id: string | null;
  created_at: Date;
  [column: string]: unknown;
}

export const fact = statement<FactRow>(
  'webhooks.fact',
  `SELECT seq, event_id, name, stream_id, actor_id, payload, occurred_at FROM outbox WHERE seq = $1`,
);
export const addTest = statement<{ id: Id }>(
  'webhooks.add-test',
  `INSERT INTO webhook_deliveries (id, webhook_id, type, request_id, next_attempt_at)
   VALUES (${NEW_ID}, $1, $2, $3, clock_timestamp()) RETURNING id`,
);
export const webhookOf = statement<{ webhook_id: Id }>(
  'webhooks.webhook-of',
  'SELECT webhook_id FROM webhook_deliveries WHERE id = $1',
);
export const lease = statement<LeasedWebhook & Record<string, unknown>>(
  'webhooks.lease',
  `UPDATE webhooks SET lease = $2, leased_until = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $1 AND active AND (lease = $2 OR leased_until IS NULL OR leased_until < clock_timestamp())
      AND (paused_until IS NULL OR paused_until <= clock_timestamp())
   RETURNING id, user_id AS "userId", url, secret,
             CASE WHEN previous_until > clock_timestamp() THEN previous_secret END AS "previousSecret"`,
);
export const release = statement(
  'webhooks.release',
  'UPDATE webhooks SET lease = NULL, leased_until = NULL WHERE id = $1 AND lease = $2',
);
const due = `due.webhook_id = $1 AND due.status = 'pending' AND due.next_attempt_at <= clock_timestamp()`;
/**
 * First tries in the order of their events, and before others: what fails holds up nobody. Each has an index in its
 * order, as there may be very many where a receiver was away.
 */
export const claimDue = statement<DueRow>(
  'webhooks.claim-due',
  `UPDATE webhook_deliveries d
      SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
    WHERE d.id = coalesce(
      (SELECT due.id FROM webhook_deliveries due
        WHERE ${due} AND due.attempts = 0 ORDER BY due.seq NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED),
      (SELECT due.id FROM webhook_deliveries due
        WHERE ${due} ORDER BY due.next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED))
   RETURNING d.id, d.type, d.seq, d.stream_id, d.attempts, d.request_id, d.created_at`,
);
export const findDue = statement<{ id: Id }>(
  'webhooks.find-due',
  `SELECT id FROM webhook_deliveries
    WHERE webhook_id = $1 AND status = 'pending' AND next_attempt_at <= clock_timestamp() LIMIT 1`,
);
/** The webhook waits as a whole: very much may be due to it. */
export const postpone = statement(
  'webhooks.postpone',
  `WITH paused AS (
     UPDATE webhooks SET paused_until = clock_timestamp() + make_interval(secs => $3) WHERE id = $1)
   UPDATE webhook_deliveries
      SET attempts = attempts - 1, next_attempt_at = clock_timestamp() + make_interval(secs => $3)
    WHERE id = $2 AND status = 'pending'`,
);
/** The newest twenty tries are kept. What was withdrawn during a try is not to be tried again. */
export const settle = statement(
  'webhooks.settle',
  `UPDATE webhook_deliveries
      SET status = CASE WHEN $2 = 'pending' THEN status ELSE $2 END,
          response_status = $3, response_body = $4,
          error = CASE WHEN $2 = 'pending' AND status <> 'pending' THEN error ELSE $5 END,
          next_attempt_at = CASE WHEN $2 = 'pending' AND status = 'pending'
                                 THEN clock_timestamp() + make_interval(secs => $6) END,
          completed_at = CASE WHEN $2 = 'pending' THEN completed_at ELSE clock_timestamp() END,
          tries = jsonb_path_query_array(tries || $7::jsonb, '$[last - 19 to last]')
    WHERE id = $1`,
);
export const withdraw = statement(
  'webhooks.withdraw',
  `UPDATE webhook_deliveries
      SET status = 'withdrawn', error = $2, next_attempt_at = NULL, completed_at = clock_timestamp()
    WHERE id = $1 AND status = 'pending'`,
);
export const withdrawAll = statement(
  'webhooks.withdraw-all',
  `UPDATE webhook_deliveries
      SET status = 'withdrawn', error = $2, next_attempt_at = NULL, completed_at = clock_timestamp()
    WHERE webhook_id = $1 AND status = 'pending'`,
);
export const begin = statement<{ id: Id }>(
  'webhooks.begin',
  `UPDATE webhook_deliveries
      SET status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), completed_at = NULL, error = NULL
    WHERE id = $2 AND webhook_id = $1 RETURNING id`,
);
export const shownColumns = `d.id AS "id", 'msg_' || replace(d.id::text, '-', '') AS "messageId", d.type AS "type",
  d.seq AS "seq", ${requestIdOf('d.request_id')} AS "requestId", d.status AS "status", d.attempts AS "attempts",
  d.next_attempt_at AS "nextAttemptAt", d.response_status AS "responseStatus", d.response_body AS "responseBody",
  d.error AS "error", d.tries AS "tries", d.created_at AS "createdAt", d.completed_at AS "completedAt"`;
export const shown = statement<{ json: string }>(
  'webhooks.shown',
  `SELECT row_to_json(shown)::text AS json FROM (
     SELECT ${shownColumns} FROM webhook_deliveries d WHERE d.id = $2 AND d.webhook_id = $1) shown`,
);
/** Of webhooks that nobody is at; one look at an index for each. */
export const overdue = statement<{ id: Id }>(
  'webhooks.overdue',
  `SELECT due.id FROM webhooks w CROSS JOIN LATERAL (
            SELECT d.id FROM webhook_deliveries d
             WHERE d.webhook_id = w.id AND d.status = 'pending'
               AND d.next_attempt_at <= clock_timestamp() - make_interval(secs => $1)
             ORDER BY d.next_attempt_at LIMIT 1) AS due
    WHERE w.active AND (w.leased_until IS NULL OR w.leased_until < clock_timestamp())
      AND (w.paused_until IS NULL OR w.paused_until <= clock_timestamp() - make_interval(secs => $1)) LIMIT $2`,
);
export const expire = statement<{ count: number }>(
  'webhooks.expire',
  `WITH gone AS (
     DELETE FROM webhook_deliveries d WHERE d.id IN (
       SELECT old.id FROM webhook_deliveries old
        WHERE old.created_at < now() - make_interval(days => $1) ORDER BY old.created_at LIMIT 10000) RETURNING 1)
   SELECT count(*)::int AS count FROM gone`,
);
