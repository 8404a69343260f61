import { Injectable } from '@nestjs/common';
import { emailKey, type Id } from '@almanac/kernel';
import { statement, type Queryable, type Transaction } from '@almanac/platform';
import {
  MailedTokenRepository,
  type MailedTokenPurpose,
  type OpenMailedToken,
} from '../application/ports/mailed-token.repository';
import { canBeOpened } from './leaving/restorable.sql';

const insertToken = statement(
  'identity.mailed-token-insert',
  `INSERT INTO mailed_tokens (id, user_id, purpose, email_lower, expires_at)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5::integer))`,
);
const insertForUnverified = statement(
  'identity.mailed-token-insert-for-unverified',
  `INSERT INTO mailed_tokens (id, user_id, purpose, email_lower, expires_at)
   SELECT $1, id, 'verify-email', email_lower, now() + make_interval(secs => $3::integer)
     FROM users WHERE email_lower = $2 AND status = 'active' AND NOT email_verified`,
);
const insertForOpenable = statement(
  'identity.mailed-token-insert-for-openable',
  `INSERT INTO mailed_tokens (id, user_id, purpose, email_lower, expires_at)
   SELECT $1, u.id, $3, u.email_lower, now() + make_interval(secs => $4::integer)
     FROM users u WHERE u.email_lower = $2 AND ${canBeOpened}`,
);
const useToken = statement<{ userId: Id; emailKey: string }>(
  'identity.mailed-token-use',
  `UPDATE mailed_tokens SET used_at = now()
    WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()
   RETURNING user_id AS "userId", email_lower AS "emailKey"`,
);
const useAllTokens = statement(
  'identity.mailed-token-use-all',
  'UPDATE mailed_tokens SET used_at = now() WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL',
);
const selectOpen = statement<OpenMailedToken>(
  'identity.mailed-token-open',
  `SELECT t.user_id AS "userId", u.email, u.display_name AS "displayName"
     FROM mailed_tokens t JOIN users u ON u.id = t.user_id AND u.email_lower = t.email_lower
    WHERE t.id = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > now() AND ${canBeOpened}`,
);
const takeQuota = statement(
  'identity.mail-quota-take',
  `INSERT INTO mail_quotas AS q (key) VALUES ($1)
   ON CONFLICT (key) DO UPDATE
     SET count = CASE WHEN q.window_started_at <= now() - make_interval(secs => $3::integer) THEN 1 ELSE q.count + 1 END,
         window_started_at = CASE WHEN q.window_started_at <= now() - make_interval(secs => $3::integer)
                                  THEN now() ELSE q.window_started_at END
   WHERE q.count < $2 OR q.window_started_at <= now() - make_interval(secs => $3::integer)
   RETURNING key`,
);
const quotaWait = statement<{ seconds: number }>(
  'identity.mail-quota-wait',
  `SELECT greatest(1, ceil(extract(epoch FROM window_started_at + make_interval(secs => $2::integer) - now())))::integer AS seconds
     FROM mail_quotas WHERE key = $1`,
);

@Injectable()
export class SqlMailedTokenRepository extends MailedTokenRepository {
  override async insert(
    tx: Transaction,
    id: Id,
    userId: Id,
    purpose: MailedTokenPurpose,
    email: string,
    seconds: number,
  ): Promise<void> {
    await tx.query(insertToken, [id, userId, purpose, emailKey(email), seconds]);
  }

  override async insertForUnverified(tx: Transaction, id: Id, email: string, seconds: number): Promise<void> {
    await tx.query(insertForUnverified, [id, emailKey(email), seconds]);
  }

  override async insertForOpenable(
    tx: Transaction,
    id: Id,
    purpose: MailedTokenPurpose,
    email: string,
    seconds: number,
  ): Promise<void> {
    await tx.query(insertForOpenable, [id, emailKey(email), purpose, seconds]);
  }

  override async use(
    tx: Transaction,
    id: Id,
    purpose: MailedTokenPurpose,
  ): Promise<{ userId: Id; emailKey: string } | undefined> {
    return (await tx.query(useToken, [id, purpose]))[0];
  }

  override async useAll(tx: Transaction, userId: Id, purpose: MailedTokenPurpose): Promise<void> {
    await tx.query(useAllTokens, [userId, purpose]);
  }

  override async findOpen(
    queryable: Queryable,
    id: Id,
    purpose: MailedTokenPurpose,
  ): Promise<OpenMailedToken | undefined> {
    return (await queryable.query(selectOpen, [id, purpose]))[0];
  }

  override async takeFromQuota(
    tx: Transaction,
    key: string,
    limit: number,
    windowSeconds: number,
  ): Promise<number | undefined> {
    if ((await tx.query(takeQuota, [key, limit, windowSeconds])).length > 0) return undefined;
    return (await tx.query(quotaWait, [key, windowSeconds]))[0]?.seconds ?? 1;
  }
}
