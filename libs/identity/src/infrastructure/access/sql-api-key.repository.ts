import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  anyMatches,
  containing,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
  statement,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  ApiKeyRepository,
  type ApiKey,
  type ApiKeyFilter,
  type ApiKeyState,
  type ApiKeyValues,
} from '../../application/ports/api-key.repository';
import { mustSetUpSql } from '../mfa/factor-columns.sql';
import { isAdmin, ownerPermissions, roleEpoch, tierNow, tierSecondsLeft } from './authorisation.sql';

const columns = `
  k.id AS "id", k.name AS "name", k.prefix AS "prefix", k.permissions AS "permissions",
  k.allowed_ips AS "allowedIps", k.expires_at AS "expiresAt", k.last_used_at AS "lastUsedAt",
  k.created_at AS "createdAt", k.updated_at AS "updatedAt", k.version AS "version"`;
const keyColumns = `${columns}, k.user_id AS "userId"`;

const count = statement<{ count: number }>(
  'identity.api-key-count',
  'SELECT count(*)::integer AS count FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL',
);
const insert = statement<ApiKey>(
  'identity.api-key-insert',
  `WITH k AS (
     INSERT INTO api_keys (id, user_id, name, prefix, permissions, allowed_ips, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
   ), secret AS (INSERT INTO api_key_secrets (token_hash, api_key_id) SELECT $8, id FROM k)
   SELECT ${keyColumns} FROM k`,
);
const select = statement<ApiKey>(
  'identity.api-key-find',
  `SELECT ${keyColumns} FROM api_keys k WHERE k.id = $1 AND k.revoked_at IS NULL`,
);
const selectForUpdate = statement<ApiKey>(
  'identity.api-key-lock',
  `SELECT ${keyColumns} FROM api_keys k WHERE k.id = $1 AND k.revoked_at IS NULL FOR UPDATE`,
);
const update = statement<ApiKey>(
  'identity.api-key-update',
  `UPDATE api_keys k
      SET name = $2, permissions = $3, allowed_ips = $4, expires_at = $5, version = version + 1,
          authz_version = authz_version + 1, updated_at = now()
    WHERE id = $1
   RETURNING ${keyColumns}`,
);
/** Apart from the new secret, as one statement would not see it as one of the others. */
const endOthers = statement<{ until: Date }>(
  'identity.api-key-end-secrets',
  `WITH ended AS (
     UPDATE api_key_secrets SET valid_until = least(valid_until, now() + make_interval(secs => $2::integer))
      WHERE api_key_id = $1
   )
   SELECT (now() + make_interval(secs => $2::integer))::timestamptz(3) AS until`,
);
const rotate = statement<ApiKey>(
  'identity.api-key-rotate',
  `WITH secret AS (INSERT INTO api_key_secrets (token_hash, api_key_id) VALUES ($3, $1))
   UPDATE api_keys k
      SET prefix = $2, version = version + 1, authz_version = authz_version + 1, updated_at = now()
    WHERE id = $1
   RETURNING ${keyColumns}`,
);
const revoke = statement(
  'identity.api-key-revoke',
  `UPDATE api_keys SET revoked_at = now(), version = version + 1, authz_version = authz_version + 1, updated_at = now()
    WHERE id = $1 AND revoked_at IS NULL`,
);
const touch = statement(
  'identity.api-key-touch',
  `UPDATE api_keys SET last_used_at = now()
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
);
const deleteRevoked = statement(
  'identity.api-key-delete-revoked',
  `WITH secrets AS (DELETE FROM api_key_secrets WHERE valid_until < now() - interval '1 day')
   DELETE FROM api_keys WHERE revoked_at < now() - interval '1 day'`,
);
const stateColumns = `
  s.token_hash AS "tokenHash", k.id AS "keyId", k.user_id AS "userId", ${tierNow} AS tier,
  ${tierSecondsLeft} AS "tierSecondsLeft", ${isAdmin} AS "isAdmin",
  k.permissions, ${ownerPermissions} AS "ownerPermissions", k.allowed_ips AS "allowedIps",
  u.preferences ->> 'timezone' AS "timeZone",
  (k.revoked_at IS NOT NULL OR coalesce(s.valid_until <= now(), false)) AS ended,
  (u.status <> 'active' OR ${mustSetUpSql}) AS suspended,
  (extract(epoch FROM least(k.expires_at, s.valid_until)) * 1000)::float8 AS "expiresAt",
  (u.authz_version + k.authz_version)::float8 AS version, ${roleEpoch} AS epoch`;
const stateFrom = `api_key_secrets s JOIN api_keys k ON k.id = s.api_key_id JOIN users u ON u.id = k.user_id`;
const selectState = statement<ApiKeyState>(
  'identity.api-key-state',
  `SELECT ${stateColumns} FROM ${stateFrom} WHERE s.token_hash = $1`,
);
const selectStatesOf = statement<ApiKeyState>(
  'identity.api-key-states-of-user',
  `SELECT ${stateColumns} FROM ${stateFrom}
    WHERE k.user_id = $1 AND coalesce(k.revoked_at > now() - interval '1 hour', true)
      AND coalesce(s.valid_until > now() - interval '1 hour', true)`,
);

const ownOrders: Record<string, SortKey> = {
  createdAt: { expression: 'k.created_at', shown: 'shown."createdAt"', type: 'timestamptz' },
  name: { expression: 'k.name', shown: 'shown."name"', type: 'text' },
  lastUsedAt: {
    expression: 'k.last_used_at',
    shown: 'shown."lastUsedAt"',
    type: 'timestamptz',
    missing: { asc: `'infinity'::timestamptz`, desc: `'-infinity'::timestamptz` },
  },
};

@Injectable()
export class SqlApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async countOf(tx: Transaction, userId: Id): Promise<number> {
    return (await tx.query(count, [userId]))[0]?.count ?? 0;
  }

  override async insert(
    tx: Transaction,
    key: ApiKeyValues & { id: Id; userId: Id; prefix: string; tokenHash: Buffer },
  ): Promise<ApiKey> {
    const { id, userId, name, prefix, permissions, allowedIps, expiresAt, tokenHash } = key;
    const values = [id, userId, name, prefix, permissions, allowedIps, expiresAt, tokenHash];
    return written((await tx.query(insert, values))[0]);
  }

  override async find(queryable: Queryable, id: Id): Promise<ApiKey | undefined> {
    return (await queryable.query(select, [id]))[0];
  }

  override async lock(tx: Transaction, id: Id): Promise<ApiKey | undefined> {
    return (await tx.query(selectForUpdate, [id]))[0];
  }

  override async update(tx: Transaction, id: Id, values: ApiKeyValues): Promise<ApiKey> {
    const { name, permissions, allowedIps, expiresAt } = values;
    return written((await tx.query(update, [id, name, permissions, allowedIps, expiresAt]))[0]);
  }

  override async rotate(
    tx: Transaction,
    id: Id,
    { prefix, tokenHash, overlapSeconds }: { prefix: string; tokenHash: Buffer; overlapSeconds: number },
  ): Promise<{ key: ApiKey; previousValidUntil: Date }> {
    const [ended] = await tx.query(endOthers, [id, overlapSeconds]);
    const key = written((await tx.query(rotate, [id, prefix, tokenHash]))[0]);
    return { key, previousValidUntil: ended?.until ?? key.updatedAt };
  }

  override async revoke(tx: Transaction, id: Id): Promise<void> {
    await tx.query(revoke, [id]);
  }

  override async touch(queryable: Queryable, id: Id): Promise<void> {
    await queryable.query(touch, [id]);
  }

  override async deleteRevoked(tx: Transaction): Promise<void> {
    await tx.query(deleteRevoked, []);
  }

  override async loadState(queryable: Queryable, tokenHash: Buffer): Promise<ApiKeyState | undefined> {
    return (await queryable.query(selectState, [tokenHash]))[0];
  }

  override statesOf(queryable: Queryable, userId: Id): Promise<ApiKeyState[]> {
    return queryable.query(selectStatesOf, [userId]);
  }

  override listOf(ctx: RequestContext, userId: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(userId, page);
    return this.list(ctx, columns, 'api_keys k', 'k.user_id = $1', page, parameters);
  }

  override listAll(
    ctx: RequestContext,
    { userId, search }: ApiKeyFilter,
    page: PageRequest,
  ): Promise<string> {
    const parameters = new Parameters(userId ?? '', page);
    const conditions = [userId === undefined ? `$1::text = ''` : 'k.user_id = $1::uuid'];
    if (search !== undefined) {
      const pattern = parameters.add(containing(search));
      conditions.push(anyMatches(['k.name', 'k.prefix', 'u.email', 'u.display_name'], pattern));
    }
    const owner = `json_build_object('id', u.id, 'email', u.email, 'displayName', u.display_name) AS "user"`;
    const from = 'api_keys k JOIN users u ON u.id = k.user_id';
    return this.list(ctx, `${columns}, ${owner}`, from, conditions.join(' AND '), page, parameters);
  }

  private list(
    ctx: RequestContext,
    shown: string,
    from: string,
    condition: string,
    page: PageRequest,
    parameters: Parameters,
  ): Promise<string> {
    const order = ownOrders[page.sort];
    if (!order) throw new Error(`API keys are not sorted by ${page.sort}`);
    const source = `FROM ${from} WHERE ${condition} AND k.revoked_at IS NULL`;
    const rows = `SELECT ${shown} ${source} AND ${afterCursor(order, 'k.id', page, parameters)}
      ${orderBy(order, 'k.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, order, page);
    return runPage(this.database.for(ctx), 'apiKeys', page, list, parameters.values);
  }
}

function written(key: ApiKey | undefined): ApiKey {
  if (!key) throw new Error('The API key vanished under its lock');
  return key;
}
