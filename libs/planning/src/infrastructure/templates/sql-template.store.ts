import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { statement, type Collector, type Queryable, type Transaction } from '@almanac/platform';
import type { Resource } from '../../application/ports/resource';
import { TemplateStore, type RestoredPlace } from '../../application/templates/ports/template-store';
import { KEPT_DAYS } from '../../domain/retention';
import type { TemplateBody, TemplateKind } from '../../domain/templates/body';
import {
  variablesOf,
  type Template,
  type TemplateContent,
  type Visibility,
} from '../../domain/templates/template';
import { oneResource, selectJson, type JsonRow } from '../sql/resource-row';
import { wholeTemplateColumns } from './template-columns.sql';

interface TemplateRow {
  id: Id;
  owner_id: Id | null;
  team_id: Id | null;
  version: number;
  name: string;
  description: string | null;
  category: string;
  kind: TemplateKind;
  body: TemplateBody;
  tags: string[];
  visibility: Visibility;
}

const select = `SELECT id, owner_id, team_id, version, name, description, category, kind, body, tags, visibility
     FROM templates WHERE id = $1`;
const load = statement<TemplateRow>('planning.template.load', `${select} AND deleted_at IS NULL`);
const lock = statement<TemplateRow>(
  'planning.template.lock',
  `${select} AND deleted_at IS NULL FOR NO KEY UPDATE`,
);
const lockDeleted = statement<TemplateRow>(
  'planning.template.lock-deleted',
  `${select} AND owner_id = $2 AND deleted_at > now() - interval '${KEPT_DAYS} days' FOR NO KEY UPDATE`,
);
const isDeleted = statement(
  'planning.template.is-deleted',
  `SELECT FROM templates WHERE id = $1 AND deleted_at > now() - interval '${KEPT_DAYS} days'`,
);
const insert = statement(
  'planning.template.insert',
  `INSERT INTO templates (id, owner_id, team_id, name, description, category, kind, body, variables, tags, visibility)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
const update = statement(
  'planning.template.update',
  `UPDATE templates
      SET team_id = $2, name = $3, description = $4, category = $5, kind = $6, body = $7, variables = $8, tags = $9,
          visibility = $10, version = version + 1, updated_at = clock_timestamp()
    WHERE id = $1`,
);
const remove = statement(
  'planning.template.remove',
  `UPDATE templates
      SET deleted_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp()
    WHERE id = $1`,
);
const restore = statement(
  'planning.template.restore',
  `UPDATE templates
      SET deleted_at = NULL, visibility = $2, team_id = $3, version = version + 1, updated_at = clock_timestamp()
    WHERE id = $1`,
);
const countUses = statement(
  'planning.template.count-uses',
  'UPDATE templates SET usage_count = usage_count + 1 WHERE id = $1 AND usage_count < 2147483647',
);
const takeFromTeam = statement<{ id: Id; ownerId: Id }>(
  'planning.template.take-from-team',
  `UPDATE templates
      SET team_id = NULL, visibility = 'private', version = version + 1, updated_at = clock_timestamp()
    WHERE team_id = $1
RETURNING id, owner_id AS "ownerId"`,
);
const resource = statement<JsonRow>(
  'planning.template.resource',
  selectJson(wholeTemplateColumns('t'), 'templates t WHERE t.id = $1'),
);

/** Counts uses at the very end of a transaction. */
const uses: Collector<Id> = {
  async write(transaction, ids) {
    for (const id of [...ids].sort()) await transaction.query(countUses, [id]);
  },
};

/** Templates in PostgreSQL, as they are written. */
@Injectable()
export class SqlTemplateStore extends TemplateStore {
  async insert(transaction: Transaction, id: Id, ownerId: Id, content: TemplateContent): Promise<void> {
    await transaction.query(insert, [id, ownerId, ...columnsOf(content)]);
  }

  async load(queryable: Queryable, id: Id): Promise<Template | undefined> {
    const [row] = await queryable.query(load, [id]);
    return row && templateOf(row);
  }

  async lock(transaction: Transaction, id: Id): Promise<Template | undefined> {
    const [row] = await transaction.query(lock, [id]);
    return row && templateOf(row);
  }

  async lockDeleted(transaction: Transaction, id: Id, ownerId: Id): Promise<Template | undefined> {
    const [row] = await transaction.query(lockDeleted, [id, ownerId]);
    return row && templateOf(row);
  }

  async isDeleted(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(isDeleted, [id])).length > 0;
  }

  async update(transaction: Transaction, id: Id, content: TemplateContent): Promise<void> {
    await transaction.query(update, [id, ...columnsOf(content)]);
  }

  async remove(transaction: Transaction, id: Id): Promise<void> {
    await transaction.query(remove, [id]);
  }

  async restore(transaction: Transaction, id: Id, { visibility, teamId }: RestoredPlace): Promise<void> {
    await transaction.query(restore, [id, visibility, teamId]);
  }

  countUse(transaction: Transaction, id: Id): void {
    transaction.beforeCommit(uses, id);
  }

  resource(transaction: Transaction, id: Id): Promise<Resource> {
    return oneResource(transaction, resource, [id]);
  }

  takeFromTeam(transaction: Transaction, teamId: Id): Promise<{ id: Id; ownerId: Id }[]> {
    return transaction.query(takeFromTeam, [teamId]);
  }
}

function columnsOf(content: TemplateContent): unknown[] {
  const { teamId, name, description, category, kind, body, tags, visibility } = content;
  const json = JSON.stringify(body);
  return [teamId, name, description, category, kind, json, variablesOf(body), tags, visibility];
}

function templateOf(row: TemplateRow): Template {
  const { id, owner_id: ownerId, team_id: teamId, version, ...content } = row;
  return { id, ownerId, version, content: { ...content, teamId } };
}
