import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import {
  afterCursor,
  Config,
  Database,
  limitOf,
  orderBy,
  pageStatement,
  Parameters,
  runPage,
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
import type { Shared, SharedRef } from '../../domain/sharing/shared';
import { addLimits, limitValues } from '../sql/limits.sql';
import { collaboratorSql } from './collaborator.sql';

const byCreation: SortKey = { expression: 'x."createdAt"', shown: 'shown."createdAt"', type: 'timestamptz' };

@Injectable()
export class SqlCollaboratorStore extends CollaboratorStore {
  private readonly limits: readonly number[];

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    super();
    this.limits = limitValues(config);
  }

  override async find(queryable: Queryable, { type, id }: SharedRef): Promise<Shared | undefined> {
    const [row] = await queryable.query(collaboratorSql[type].find, [id]);
    if (!row) return undefined;
    const { title, owner_id: userId, team_id: teamId, version, open } = row;
    if (userId !== null) return { type, id, title, version, open, owner: { userId } };
    if (teamId !== null) return { type, id, title, version, open, owner: { teamId } };
    throw new Error(`${type} ${id} is nobody’s`);
  }

  override async roleOf(
    queryable: Queryable,
    { type, id }: SharedRef,
    userId: Id,
  ): Promise<CollaboratorRole | undefined> {
    const [row] = await queryable.query(collaboratorSql[type].roleOf, [id, userId]);
    return collaboratorRoleOf(row?.role) ?? undefined;
  }

  override async count(queryable: Queryable, { type, id }: SharedRef): Promise<CollaboratorCount> {
    const [row] = await queryable.query(collaboratorSql[type].count, [id]);
    return row ?? { accepted: 0, pending: 0 };
  }

  override async put(
    tx: Transaction,
    { type, id }: SharedRef,
    userId: Id,
    role: CollaboratorRole,
  ): Promise<void> {
    await tx.query(collaboratorSql[type].put, [id, userId, role]);
  }

  override async remove(tx: Transaction, { type, id }: SharedRef, userId: Id): Promise<void> {
    await tx.query(collaboratorSql[type].remove, [id, userId]);
  }

  override async setOwner(tx: Transaction, { type, id }: SharedRef, userId: Id): Promise<void> {
    await tx.query(collaboratorSql[type].setOwner, [id, userId]);
  }

  override list(
    ctx: RequestContext,
    { type, id }: SharedRef,
    { status }: CollaboratorFilter,
    page: PageRequest,
    { managing }: { managing: boolean },
  ): Promise<string> {
    const parameters = new Parameters(id, page);
    const { managed, seen } = collaboratorSql[type];
    const wanted = status === undefined ? 'true' : `x."status" = ${parameters.add(status)}`;
    const shown = (managing ? managed : seen)(addLimits(parameters, this.limits));
    const source = `FROM (${shown}) x WHERE ${wanted}`;
    const rows = `SELECT x.* ${source} AND ${afterCursor(byCreation, 'x."id"', page, parameters)}
      ${orderBy(byCreation, 'x."id"', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, byCreation, page);
    return runPage(this.database.for(ctx), 'collaborators', page, list, parameters.values);
  }

  override async one(queryable: Queryable, { type, id }: SharedRef, entry: Id): Promise<string | undefined> {
    const [row] = await queryable.query(collaboratorSql[type].one, [id, entry, this.limits]);
    return row && utcInstants(row.json);
  }
}
