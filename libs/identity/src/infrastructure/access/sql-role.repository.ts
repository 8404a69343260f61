import { Injectable } from '@nestjs/common';
import { isId, type Id } from '@almanac/kernel';
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
  RoleRepository,
  type HeldRole,
  type Role,
  type RoleFilter,
  type RoleValues,
} from '../../application/ports/role.repository';
import { tierNow } from './authorisation.sql';

const columns = `
  r.id AS "id", r.name AS "name", r.description AS "description", r.system AS "system",
  r.permissions AS "permissions", r.mfa_required AS "mfaRequired", r.version AS "version",
  r.created_at AS "createdAt", r.updated_at AS "updatedAt"`;

const all = statement<Role>('identity.role-all', `SELECT ${columns} FROM roles r ORDER BY r.name`);
const find = statement<Role>('identity.role-find', `SELECT ${columns} FROM roles r WHERE r.id = $1`);
const lock = statement<Role>(
  'identity.role-lock',
  `SELECT ${columns} FROM roles r WHERE r.id = $1 FOR UPDATE`,
);
const lockEpoch = statement('identity.role-epoch-lock', 'SELECT epoch FROM role_epoch FOR UPDATE');
const raiseEpoch = statement<{ epoch: number }>(
  'identity.role-epoch-raise',
  'UPDATE role_epoch SET epoch = epoch + 1 RETURNING epoch::float8 AS epoch',
);
const resolve = statement<Role>(
  'identity.role-resolve',
  `SELECT ${columns} FROM roles r WHERE r.id = ANY($1::uuid[]) OR lower(r.name) = ANY($2::text[]) ORDER BY r.id FOR SHARE`,
);
const nameIsTaken = statement<{ taken: boolean }>(
  'identity.role-name-is-taken',
  `SELECT EXISTS (SELECT FROM roles WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2::uuid) AS taken`,
);
const insert = statement<Role>(
  'identity.role-insert',
  `INSERT INTO roles AS r (id, name, description, permissions, mfa_required) VALUES ($1, $2, $3, $4, $5)
   RETURNING ${columns}`,
);
const update = statement<Role>(
  'identity.role-update',
  `UPDATE roles r SET name = $2, description = $3, permissions = $4, mfa_required = $5, version = version + 1,
                      updated_at = now()
    WHERE id = $1 RETURNING ${columns}`,
);
const remove = statement('identity.role-delete', 'DELETE FROM roles WHERE id = $1 AND NOT system');
/** The role that the tier of `u` brings, and those that were given to them. */
const heldRoles = `
  users u JOIN roles r ON (r.system AND r.name = ${tierNow})
                       OR r.id IN (SELECT ur.role_id FROM user_roles ur WHERE ur.user_id = u.id)`;
const heldBy = statement<HeldRole>(
  'identity.role-held-by',
  `SELECT r.id, r.name, r.permissions, CASE WHEN r.system AND r.name = ${tierNow} THEN 'tier' ELSE 'role' END AS source
     FROM ${heldRoles} WHERE u.id = $1 ORDER BY source DESC, r.name`,
);
const requiresMfa = statement<{ required: boolean }>(
  'identity.role-requires-mfa',
  `SELECT EXISTS (SELECT FROM ${heldRoles} WHERE u.id = $1 AND r.mfa_required) AS required`,
);
const regrant = statement(
  'identity.role-regrant',
  `WITH taken AS (DELETE FROM user_roles WHERE user_id = $1 AND role_id = ANY($3::uuid[])),
        given AS (INSERT INTO user_roles (user_id, role_id, granted_by)
                  SELECT $1, role_id, $4 FROM unnest($2::uuid[]) AS role_id ON CONFLICT DO NOTHING)
   UPDATE users SET authz_version = authz_version + 1, version = version + 1, updated_at = now() WHERE id = $1`,
);

const orders: Record<string, SortKey> = {
  name: { expression: 'r.name', shown: 'shown."name"', type: 'text' },
  createdAt: { expression: 'r.created_at', shown: 'shown."createdAt"', type: 'timestamptz' },
};

@Injectable()
export class SqlRoleRepository extends RoleRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override list(ctx: RequestContext, { search, system }: RoleFilter, page: PageRequest): Promise<string> {
    const order = orders[page.sort];
    if (!order) throw new Error(`Roles are not sorted by ${page.sort}`);
    const parameters = new Parameters(system === undefined ? '' : String(system), page);
    const conditions = [`($1 = '' OR r.system::text = $1)`];
    if (search !== undefined) {
      conditions.push(anyMatches(['r.name', 'r.description'], parameters.add(containing(search))));
    }
    const source = `FROM roles r WHERE ${conditions.join(' AND ')}`;
    const rows = `SELECT ${columns} ${source} AND ${afterCursor(order, 'r.id', page, parameters)}
      ${orderBy(order, 'r.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, order, page);
    return runPage(this.database.for(ctx), 'roles', page, list, parameters.values);
  }

  override all(queryable: Queryable): Promise<Role[]> {
    return queryable.query(all, []);
  }

  override async find(queryable: Queryable, id: Id): Promise<Role | undefined> {
    return (await queryable.query(find, [id]))[0];
  }

  override async lock(tx: Transaction, id: Id): Promise<Role | undefined> {
    await this.lockAll(tx);
    return (await tx.query(lock, [id]))[0];
  }

  override async lockAll(tx: Transaction): Promise<void> {
    await tx.query(lockEpoch, []);
  }

  override resolve(tx: Transaction, namesOrIds: readonly string[]): Promise<Role[]> {
    const ids = namesOrIds.filter(isId);
    return tx.query(resolve, [ids, namesOrIds.filter((text) => !isId(text))]);
  }

  override async nameIsTaken(tx: Transaction, name: string, except: Id | null): Promise<boolean> {
    return (await tx.query(nameIsTaken, [name, except]))[0]?.taken === true;
  }

  override async insert(tx: Transaction, id: Id, values: RoleValues): Promise<Role> {
    return written((await tx.query(insert, [id, ...columnsOf(values)]))[0]);
  }

  override async update(tx: Transaction, id: Id, values: RoleValues): Promise<Role> {
    return written((await tx.query(update, [id, ...columnsOf(values)]))[0]);
  }

  override async delete(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }

  override async raiseEpoch(tx: Transaction): Promise<number> {
    const [row] = await tx.query(raiseEpoch, []);
    if (!row) throw new Error('role_epoch has lost its row');
    return row.epoch;
  }

  override heldBy(queryable: Queryable, userId: Id): Promise<HeldRole[]> {
    return queryable.query(heldBy, [userId]);
  }

  override async regrant(
    tx: Transaction,
    userId: Id,
    { add, remove: taken, grantedBy }: { add: readonly Id[]; remove: readonly Id[]; grantedBy: Id | null },
  ): Promise<void> {
    await tx.query(regrant, [userId, add, taken, grantedBy]);
  }

  override async requiresMfa(queryable: Queryable, userId: Id): Promise<boolean> {
    return (await queryable.query(requiresMfa, [userId]))[0]?.required === true;
  }
}

function columnsOf({ name, description, permissions, mfaRequired }: RoleValues): unknown[] {
  return [name, description, permissions, mfaRequired];
}

function written(role: Role | undefined): Role {
  if (!role) throw new Error('The role vanished under its lock');
  return role;
}
