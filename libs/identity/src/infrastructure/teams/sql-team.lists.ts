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
  type PageRequest,
  type RequestContext,
  type SortKey,
} from '@almanac/platform';
import type { MemberFilter, TeamFilter } from '../../application/ports/team.repository';

const createdAt: SortKey = { expression: 't.created_at', shown: 'shown."createdAt"', type: 'timestamptz' };
const teamOrders: Record<string, SortKey> = {
  createdAt,
  name: { expression: 'lower(t.name)', shown: 'lower(shown."name")', type: 'text' },
};
const joinedAt: SortKey = { expression: 'm.joined_at', shown: 'shown."joinedAt"', type: 'timestamptz' };

/** How many belong to the team `t`. Whoever deleted their account is shown no more, though they may come back. */
export function memberCount(t: string): string {
  return `(SELECT count(*)::int FROM team_members c JOIN users u ON u.id = c.user_id
            WHERE c.team_id = ${t}.id AND u.status <> 'deleted')`;
}

/** Lists of teams and members, as PostgreSQL writes them. */
@Injectable()
export class SqlTeamLists {
  constructor(private readonly database: Database) {}

  teams(ctx: RequestContext, userId: Id, filter: TeamFilter, page: PageRequest): Promise<string> {
    const order = teamOrders[page.sort] ?? createdAt;
    const parameters = new Parameters(userId, page);
    const conditions = ['m.user_id = $1'];
    if (filter.role !== undefined) conditions.push(`m.role = ${parameters.add(filter.role)}`);
    if (filter.search !== undefined) {
      conditions.push(anyMatches(['t.name', 't.description'], parameters.add(containing(filter.search))));
    }
    const source = `FROM team_members m JOIN teams t ON t.id = m.team_id WHERE ${conditions.join(' AND ')}`;
    const rows = `SELECT t.id AS "id", t.name AS "name", t.description AS "description", m.role AS "role",
             ${memberCount('t')} AS "memberCount",
             t.version AS "version", t.created_at AS "createdAt", t.updated_at AS "updatedAt"
      ${source} AND ${afterCursor(order, 't.id', page, parameters)}
      ${orderBy(order, 't.id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, order, page);
    return runPage(this.database.for(ctx), 'teams', page, list, parameters.values);
  }

  members(
    ctx: RequestContext,
    teamId: Id,
    filter: MemberFilter,
    page: PageRequest,
    { emails }: { emails: boolean },
  ): Promise<string> {
    const parameters = new Parameters(teamId, page);
    const conditions = ['m.team_id = $1', `u.status <> 'deleted'`];
    if (filter.role !== undefined) conditions.push(`m.role = ${parameters.add(filter.role)}`);
    if (filter.search !== undefined) {
      const searched = emails ? ['u.display_name', 'u.email'] : ['u.display_name'];
      conditions.push(anyMatches(searched, parameters.add(containing(filter.search))));
    }
    const source = `FROM team_members m JOIN users u ON u.id = m.user_id WHERE ${conditions.join(' AND ')}`;
    const rows = `SELECT m.user_id AS "id", m.user_id AS "userId", u.display_name AS "displayName",
             ${emails ? 'u.email' : 'NULL::text'} AS "email", m.role AS "role", m.joined_at AS "joinedAt"
      ${source} AND ${afterCursor(joinedAt, 'm.user_id', page, parameters)}
      ${orderBy(joinedAt, 'm.user_id', page.order)} LIMIT ${limitOf(page)} OFFSET $3`;
    const list = pageStatement(rows, `SELECT count(*) ${source}`, joinedAt, page);
    return runPage(this.database.for(ctx), 'members', page, list, parameters.values);
  }
}
