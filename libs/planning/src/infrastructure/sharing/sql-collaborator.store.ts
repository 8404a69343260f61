import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
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
  CollaboratorStore,
  type CollaboratorFilter,
} from '../../application/ports/sharing/collaborator-store';
import {
  collaboratorRoleOf,
  type CollaboratorCount,
  type CollaboratorRole,
} from '../../domain/sharing/collaborator';
import type { JsonRow } from '../sql/resource-row';

const title = statement<{ title: string }>(
  'planning.collaborator.title',
  'SELECT title FROM planners WHERE id = $1 AND deleted_at IS NULL',
);
const roleOf = statement<{ role: string | null }>(
  'planning.collaborator.role',
  'SELECT own_role AS role FROM planner_members WHERE planner_id = $1 AND user_id = $2',
);
const openInvitations = `invitations i WHERE i.kind = 'planner' AND i.resource_id = $1
  AND i.status = 'pending' AND i.expires_at > now()`;
const count = statement<CollaboratorCount & Record<string, unknown>>(
  'planning.collaborator.count',
  `SELECT (SELECT count(*)::int FROM planner_members WHERE planner_id = $1 AND own_role IS NOT NULL) AS accepted,
          (SELECT count(*)::int FROM ${openInvitations}) AS pending`,
);
// A trigger makes `role` the stronger of this and what the team brings.
const put = statement(
  'planning.collaborator.put',
  `INSERT INTO planner_members AS m (planner_id, user_id, role, own_role) VALUES ($1, $2, $3, $3)
   ON CONFLICT (planner_id, user_id) DO UPDATE
      SET own_role = excluded.own_role,
          created_at = CASE WHEN m.own_role IS NULL THEN now() ELSE m.created_at END`,
);
const remove = statement(
  'planning.collaborator.remove',
  `WITH gone AS (
     DELETE FROM planner_members WHERE planner_id = $1 AND user_id = $2 AND team_role IS NULL)
   UPDATE planner_members SET own_role = NULL
    WHERE planner_id = $1 AND user_id = $2 AND team_role IS NOT NULL`,
);
const setOwner = statement(
  'planning.collaborator.set-owner',
  `UPDATE planners SET owner_id = $2, version = version + 1, updated_at = clock_timestamp() WHERE id = $1`,
);

/** Who deleted their account is shown no more, though they may come back. */
const accepted = (email: string) => `
  SELECT m.user_id AS "id", m.user_id AS "userId", u.display_name AS "displayName", ${email} AS "email",
         m.own_role AS "role", 'accepted' AS "status", NULL::uuid AS "invitedBy", m.created_at AS "createdAt",
         NULL::timestamptz(3) AS "expiresAt"
    FROM planner_members m JOIN users u ON u.id = m.user_id
   WHERE m.planner_id = $1 AND m.own_role IS NOT NULL AND u.status <> 'deleted'`;
/** An address is shown to those alone who may have typed it: of who was invited by their account it is theirs. */
const pending = `
  SELECT i.id, i.user_id, person.display_name, CASE WHEN i.user_id IS NULL THEN i.email END, i.role, 'pending',
         i.invited_by, i.created_at, i.expires_at
    FROM (SELECT i.* FROM ${openInvitations}) i LEFT JOIN users person ON person.id = i.user_id`;

const one = statement<JsonRow>(
  'planning.collaborator.one',
  `SELECT row_to_json(x)::text AS json FROM (${accepted('u.email')} UNION ALL ${pending}) x WHERE x."id" = $2`,
);
const byCreation: SortKey = { expression: 'x."createdAt"', shown: 'shown."createdAt"', type: 'timestamptz' };

@Injectable()
export class SqlCollaboratorStore extends CollaboratorStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async title(queryable: Queryable, plannerId: Id): Promise<string | undefined> {
    return (await queryable.query(title, [plannerId]))[0]?.title;
  }

  override async roleOf(
    queryable: Queryable,
    plannerId: Id,
    userId: Id,
  ): Promise<CollaboratorRole | undefined> {
    const [row] = await queryable.query(roleOf, [plannerId, userId]);
    return collaboratorRoleOf(row?.role) ?? undefined;
  }

  override async count(queryable: Queryable, plannerId: Id): Promise<CollaboratorCount> {
    const [row] = await queryable.query(count, [plannerId]);
    return row ?? { accepted: 0, pending: 0 };
  }

  override async put(tx: Transaction, plannerId: Id, userId: Id, role: CollaboratorRole): Promise<void> {
    await tx.query(put, [plannerId, userId, role]);
  }

  override async remove(tx: Transaction, plannerId: Id, userId: Id): Promise<void> {
    await tx.query(remove, [plannerId, userId]);
  }

  override async setOwner(tx: Transaction, plannerId: Id, userId: Id): Promise<void> {
    await tx.query(setOwner, [plannerId, userId]);
  }

  override list(
    ctx: RequestContext,
    plannerId: Id,
    { status }: CollaboratorFilter,
    page: PageRequest,
    { managing }: { managing: boolean },
  ): Promise<string> {
    const parameters = new Parameters(plannerId, page);
    const all = managing ? `${accepted('u.email')} UNION ALL ${pending}` : accepted('NULL::text');
    const wanted = status === undefined ? 'true' : `x."status" = ${parameters.add(status)}`;
    const source = `FROM (${all}) x WHERE ${wanted}`;
    const rows = `SELECT x.* ${source} AND ${afterCursor(byCreation, 'x."id"', page, parameters)}
      ${orderBy(byCreation, 'x."id"', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, byCreation, page);
    return runPage(this.database.for(ctx), 'collaborators', page, list, parameters.values);
  }

  override async one(queryable: Queryable, plannerId: Id, id: Id): Promise<string | undefined> {
    const [row] = await queryable.query(one, [plannerId, id]);
    return row && utcInstants(row.json);
  }
}
