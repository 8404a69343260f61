import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import {
  isLapsedTeam,
  statement,
  type PageRequest,
  type Queryable,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import {
  TeamRepository,
  type MemberFilter,
  type Team,
  type TeamFilter,
  type TeamMember,
  type TeamValues,
} from '../../application/ports/team.repository';
import { memberCount, SqlTeamLists } from './sql-team.lists';

const lock = statement('identity.team-lock', 'SELECT id FROM teams WHERE id = $1 FOR NO KEY UPDATE');
const lockOwned = statement(
  'identity.team-lock-owned',
  `SELECT id FROM teams
    WHERE id IN (SELECT team_id FROM team_members WHERE user_id = $1 AND role = 'owner')
    ORDER BY id FOR NO KEY UPDATE`,
);
const ownedAlone = statement<{ id: Id; name: string }>(
  'identity.team-owned-alone',
  `SELECT t.id, t.name FROM team_members m JOIN teams t ON t.id = m.team_id
    WHERE m.user_id = $1 AND m.role = 'owner' AND NOT EXISTS (
      SELECT FROM team_members o JOIN users u ON u.id = o.user_id
       WHERE o.team_id = m.team_id AND o.role = 'owner' AND o.user_id <> m.user_id AND u.status <> 'deleted')
    ORDER BY t.id`,
);
const hold = statement('identity.team-hold', 'SELECT id FROM teams WHERE id = $1 FOR SHARE');
const find = statement<Team>(
  'identity.team-find',
  `SELECT t.id, t.name, t.description, m.role, t.version, t.tick::float8 AS tick,
          ${memberCount('t')} AS "memberCount",
          t.created_at AS "createdAt", t.updated_at AS "updatedAt"
     FROM teams t LEFT JOIN team_members m ON m.team_id = t.id AND m.user_id = $2 WHERE t.id = $1`,
);
const hasLapsed = statement<{ lapsed: boolean }>(
  'identity.team-has-lapsed',
  `SELECT ${isLapsedTeam('$1')} AS lapsed`,
);
const nameOf = statement<{ name: string }>('identity.team-name', 'SELECT name FROM teams WHERE id = $1');
const insert = statement(
  'identity.team-insert',
  'INSERT INTO teams (id, name, description) VALUES ($1, $2, $3)',
);
const update = statement(
  'identity.team-update',
  `UPDATE teams SET name = $2, description = $3, version = version + 1, updated_at = now() WHERE id = $1`,
);
const remove = statement('identity.team-delete', 'DELETE FROM teams WHERE id = $1');
const touch = statement('identity.team-touch', 'UPDATE teams SET tick = tick + 1 WHERE id = $1');

const memberColumns = `m.user_id AS "userId", u.display_name AS "displayName", u.email, m.role,
  m.joined_at AS "joinedAt"`;
const member = statement<TeamMember>(
  'identity.team-member',
  `SELECT ${memberColumns} FROM team_members m JOIN users u ON u.id = m.user_id
    WHERE m.team_id = $1 AND m.user_id = $2`,
);
const memberIds = statement<{ id: Id }>(
  'identity.team-member-ids',
  'SELECT user_id AS id FROM team_members WHERE team_id = $1 ORDER BY user_id',
);
const idsOf = statement<{ id: Id }>(
  'identity.team-ids-of',
  'SELECT team_id AS id FROM team_members WHERE user_id = $1 ORDER BY team_id',
);
const owners = statement<{ id: Id }>(
  'identity.team-owners',
  `SELECT m.user_id AS id FROM team_members m JOIN users u ON u.id = m.user_id
    WHERE m.team_id = $1 AND m.role = 'owner' AND u.status <> 'deleted'
    ORDER BY m.joined_at, m.user_id LIMIT 1`,
);
// An account that is being deleted just now is waited for, and then does not count.
const otherOwner = statement<{ id: Id }>(
  'identity.team-other-owner',
  `SELECT u.id FROM users u
    WHERE u.status <> 'deleted' AND u.id <> $2::uuid
      AND u.id IN (SELECT user_id FROM team_members WHERE team_id = $1 AND role = 'owner')
    ORDER BY u.id FOR SHARE`,
);
const addMember = statement(
  'identity.team-add-member',
  'INSERT INTO team_members (team_id, user_id, role) VALUES ($1, $2, $3)',
);
const setRole = statement(
  'identity.team-set-role',
  'UPDATE team_members SET role = $3 WHERE team_id = $1 AND user_id = $2',
);
const removeMember = statement(
  'identity.team-remove-member',
  'DELETE FROM team_members WHERE team_id = $1 AND user_id = $2',
);

@Injectable()
export class SqlTeamRepository extends TeamRepository {
  constructor(private readonly lists: SqlTeamLists) {
    super();
  }

  override async lock(tx: Transaction, id: Id): Promise<void> {
    await tx.query(lock, [id]);
  }

  override async hold(tx: Transaction, id: Id): Promise<void> {
    await tx.query(hold, [id]);
  }

  override async lockOwnedBy(tx: Transaction, userId: Id): Promise<void> {
    await tx.query(lockOwned, [userId]);
  }

  override ownedAlone(tx: Transaction, userId: Id): Promise<{ id: Id; name: string }[]> {
    return tx.query(ownedAlone, [userId]);
  }

  override async find(queryable: Queryable, id: Id, userId: Id): Promise<Team | undefined> {
    return (await queryable.query(find, [id, userId]))[0];
  }

  override async hasLapsed(queryable: Queryable, id: Id): Promise<boolean> {
    return (await queryable.query(hasLapsed, [id]))[0]?.lapsed ?? true;
  }

  override async nameOf(queryable: Queryable, id: Id): Promise<string | undefined> {
    return (await queryable.query(nameOf, [id]))[0]?.name;
  }

  override list(ctx: RequestContext, userId: Id, filter: TeamFilter, page: PageRequest): Promise<string> {
    return this.lists.teams(ctx, userId, filter, page);
  }

  override async insert(tx: Transaction, id: Id, { name, description }: TeamValues): Promise<void> {
    await tx.query(insert, [id, name, description]);
  }

  override async update(tx: Transaction, id: Id, { name, description }: TeamValues): Promise<void> {
    await tx.query(update, [id, name, description]);
  }

  override async delete(tx: Transaction, id: Id): Promise<void> {
    await tx.query(remove, [id]);
  }

  override async touch(tx: Transaction, id: Id): Promise<void> {
    await tx.query(touch, [id]);
  }

  override async member(queryable: Queryable, id: Id, userId: Id): Promise<TeamMember | undefined> {
    return (await queryable.query(member, [id, userId]))[0];
  }

  override async memberIds(queryable: Queryable, id: Id): Promise<Id[]> {
    return (await queryable.query(memberIds, [id])).map((row) => row.id);
  }

  override async idsOf(queryable: Queryable, userId: Id): Promise<Id[]> {
    return (await queryable.query(idsOf, [userId])).map((row) => row.id);
  }

  override async firstOwner(queryable: Queryable, id: Id): Promise<Id | undefined> {
    return (await queryable.query(owners, [id]))[0]?.id;
  }

  override async hasOtherOwner(tx: Transaction, id: Id, userId: Id): Promise<boolean> {
    return (await tx.query(otherOwner, [id, userId])).length > 0;
  }

  override async addMember(tx: Transaction, id: Id, userId: Id, role: TeamRole): Promise<void> {
    await tx.query(addMember, [id, userId, role]);
  }

  override async setRole(tx: Transaction, id: Id, userId: Id, role: TeamRole): Promise<void> {
    await tx.query(setRole, [id, userId, role]);
  }

  override async removeMember(tx: Transaction, id: Id, userId: Id): Promise<void> {
    await tx.query(removeMember, [id, userId]);
  }

  override members(
    ctx: RequestContext,
    id: Id,
    filter: MemberFilter,
    page: PageRequest,
    options: { emails: boolean },
  ): Promise<string> {
    return this.lists.members(ctx, id, filter, page, options);
  }
}
