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
  utcInstants,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type SortKey,
  type Transaction,
} from '@almanac/platform';
import {
  AdminUserRepository,
  type AdminValues,
  type SeenUser,
  type UserFilter,
} from '../../application/ports/admin-user.repository';
import { accountRule } from '../../domain/sign-in-guard';
import { tierOf } from '../../domain/tiers/tier-standing';
import { giftEnded, tierNow } from '../access/authorisation.sql';

const LAST_OF_ALL = { asc: `'infinity'::timestamptz`, desc: `'-infinity'::timestamptz` };
const sorts = new Map<string, SortKey>([
  ['createdAt', { expression: 'u.created_at', shown: 'shown."createdAt"', type: 'timestamptz' }],
  ['email', { expression: 'u.email_lower', shown: 'lower(shown."email")', type: 'text' }],
  [
    'displayName',
    {
      expression: `lower(coalesce(u.display_name, ''))`,
      shown: `lower(coalesce(shown."displayName", ''))`,
      type: 'text',
    },
  ],
  [
    'lastLoginAt',
    {
      expression: 'u.last_login_at',
      shown: 'shown."lastLoginAt"',
      type: 'timestamptz',
      missing: LAST_OF_ALL,
    },
  ],
]);
const byCreation: SortKey = { expression: 's.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };

const isAdmin = `EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                          WHERE ur.user_id = u.id AND r.system AND r.name = 'admin')`;
const roles = `(SELECT coalesce(json_agg(r.name ORDER BY r.name), '[]')
                  FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id)`;
const shownColumns = `
  u.id AS "id", u.id AS "userId", u.email AS "email", u.email_verified AS "emailVerified",
  u.display_name AS "displayName", u.username AS "username", u.photo_url AS "photoURL", u.status AS "status",
  ${tierNow} AS "tier", u.paid_tier AS "paidTier",
  CASE WHEN NOT ${giftEnded} THEN u.given_tier END AS "givenTier",
  CASE WHEN NOT ${giftEnded} THEN u.given_until END AS "givenUntil",
  CASE WHEN ${isAdmin} THEN 'admin' ELSE ${tierNow} END AS "role", ${roles} AS "roles",
  u.created_from AS "createdFrom", u.last_login_at AS "lastLoginAt", u.last_seen_at AS "lastSeenAt",
  u.created_at AS "createdAt", u.updated_at AS "updatedAt", u.deleted_at AS "deletedAt", u.version AS "version"`;
const openSessions = `s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > now()`;

const selectOne = statement<SeenUser>(
  'admin.user',
  `SELECT row_to_json(shown)::text AS json, shown.version
     FROM (SELECT ${shownColumns},
                  (SELECT count(*)::int FROM sessions s WHERE ${openSessions}) AS "activeSessions",
                  (SELECT g.window_ends_at FROM sign_in_guards g
                    WHERE g.key = $2 AND g.failures >= ${accountRule.limit} AND g.window_ends_at > now()) AS "lockedUntil"
             FROM users u WHERE u.id = $1) shown`,
);
const selectEmail = statement<{ email: string }>('admin.user-email', 'SELECT email FROM users WHERE id = $1');
const updateUser = statement(
  'admin.user-update',
  `UPDATE users
      SET status = $2, email_verified = $3, tier = $4, given_tier = $7, given_until = $8, display_name = $5,
          given_by = CASE WHEN $7::text IS NOT NULL THEN coalesce($9::uuid, given_by) END,
          email_verified_at = CASE WHEN $3 THEN coalesce(email_verified_at, now()) END,
          version = version + 1, authz_version = authz_version + CASE WHEN $6 THEN 1 ELSE 0 END, updated_at = now()
    WHERE id = $1`,
);
const deleteGuards = statement(
  'admin.user-unlock',
  `DELETE FROM sign_in_guards
    WHERE key = $2 OR key IN (SELECT 'device:' || d.id FROM known_devices d WHERE d.user_id = $1)`,
);

@Injectable()
export class SqlAdminUserRepository extends AdminUserRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override page(context: RequestContext, filter: UserFilter, page: PageRequest): Promise<string> {
    const key = sorts.get(page.sort) ?? byCreation;
    const parameters = new Parameters('all', page);
    // $1 says whose list it is; this one is nobody's.
    const wanted = `$1::text = 'all' AND ${conditions(filter, parameters)}`;
    const rows = `SELECT ${shownColumns} FROM users u
      WHERE ${wanted} AND ${afterCursor(key, 'u.id', page, parameters)}
      ${orderBy(key, 'u.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) FROM users u WHERE ${wanted}`, key, page);
    return runPage(this.database.for(context), 'users', page, list, parameters.values);
  }

  override sessionsOf(context: RequestContext, id: Id, page: PageRequest): Promise<string> {
    const parameters = new Parameters(id, page);
    const from = `FROM users u JOIN sessions s ON ${openSessions} WHERE u.id = $1::uuid`;
    const rows = `SELECT s.id AS "id", s.method AS "method", s.ip AS "ip", s.user_agent AS "userAgent",
        s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt",
        s.impersonator_id AS "impersonatedBy"
      ${from} AND ${afterCursor(byCreation, 's.id', page, parameters)}
      ${orderBy(byCreation, 's.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${from}`, byCreation, page);
    return runPage(this.database.for(context), 'sessions', page, list, parameters.values);
  }

  override async find(queryable: Queryable, id: Id, lockKey: string): Promise<SeenUser | undefined> {
    const [row] = await queryable.query(selectOne, [id, lockKey]);
    return row && { json: utcInstants(row.json), version: row.version };
  }

  override async findEmail(queryable: Queryable, id: Id): Promise<string | undefined> {
    return (await queryable.query(selectEmail, [id]))[0]?.email;
  }

  override async update(tx: Transaction, id: Id, values: AdminValues): Promise<void> {
    const { status, emailVerified, tier, displayName, affectsRequests, giver } = values;
    await tx.query(updateUser, [
      ...[id, status, emailVerified, tierOf(tier), displayName, affectsRequests],
      ...[tier.given, tier.givenUntil, giver ?? null],
    ]);
  }

  override async unlock(tx: Transaction, id: Id, lockKey: string): Promise<void> {
    await tx.query(deleteGuards, [id, lockKey]);
  }
}

function conditions(filter: UserFilter, parameters: Parameters): string {
  const { search, status, tier, role, emailVerified } = filter;
  const wanted = [status === undefined ? `u.status <> 'deleted'` : `u.status = ${parameters.add(status)}`];
  if (search !== undefined) {
    const pattern = `${parameters.add(containing(search))}::text`;
    wanted.push(anyMatches(['u.email', 'u.display_name', 'u.username'], pattern));
  }
  if (tier !== undefined) wanted.push(`${tierNow} = ${parameters.add(tier)}`);
  if (emailVerified !== undefined)
    wanted.push(`u.email_verified = ${parameters.add(emailVerified)}::boolean`);
  if (role !== undefined) {
    const name = `${parameters.add(role)}::text`;
    wanted.push(`(${tierNow} = ${name} OR EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                                               WHERE ur.user_id = u.id AND r.name = ${name}))`);
  }
  return wanted.join(' AND ');
}
