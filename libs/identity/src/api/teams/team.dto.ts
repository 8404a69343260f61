import { teamRoles, type TeamRole } from '@almanac/contracts';
import {
  DateTimeField,
  Email,
  IdField,
  Int,
  ListQuery,
  OneOf,
  Text,
  type Invitation,
} from '@almanac/platform';
import type { Team, TeamMember } from '../../application/ports/team.repository';
import { INVITATION_ID, TEAM_ID, USER_ID } from '../../domain/access/example-ids';

const TIME = '2026-01-25T15:30:00.000Z';
const LATER = '2026-02-01T15:30:00.000Z';
const MAX_INT = 2 ** 31 - 1;
const optional = true;
const nullable = true;

/** A new team. */
export class CreateTeamDto {
  @Text({ min: 1, max: 100, example: 'Garden club' })
  name!: string;

  @Text({ max: 1000, optional, nullable, example: 'Everybody who digs.' })
  description?: string | null;
}

/** What to change of a team: absent stays, null clears. */
export class UpdateTeamDto {
  @Text({ min: 1, max: 100, optional, example: 'Garden club' })
  name?: string;

  @Text({ max: 1000, optional, nullable, example: 'Everybody who digs, and their friends.' })
  description?: string | null;
}

export class TeamDto {
  @IdField({ example: TEAM_ID })
  id!: string;

  @Text({ max: 100, example: 'Garden club' })
  name!: string;

  @Text({ max: 1000, nullable, example: 'Everybody who digs.' })
  description!: string | null;

  @OneOf(teamRoles, {
    nullable,
    example: 'owner',
    description: 'What you are in it; null for an admin of the server who does not belong to it.',
  })
  role!: TeamRole | null;

  @Int({ min: 0, max: MAX_INT, example: 2 })
  memberCount!: number;

  @Int({ min: 1, max: MAX_INT, example: 1 })
  version!: number;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: TIME })
  updatedAt!: string;
}

export class TeamListQueryDto extends ListQuery({
  sorts: ['createdAt', 'name'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Text({ min: 1, max: 200, optional, description: 'In name and description.' })
  search?: string;

  @OneOf(teamRoles, { optional, description: 'What you are in them.' })
  role?: TeamRole;
}

export class TeamMemberDto {
  @IdField({ example: USER_ID, description: 'The same as `userId`.' })
  id!: string;

  @IdField({ example: USER_ID })
  userId!: string;

  @Text({ max: 100, nullable, example: 'Grace Hopper' })
  displayName!: string | null;

  @Email({ nullable, example: 'grace@example.com', description: 'Shown to managers and owners; else null.' })
  email!: string | null;

  @OneOf(teamRoles, { example: 'member' })
  role!: TeamRole;

  @DateTimeField({ example: TIME })
  joinedAt!: string;
}

export class TeamMemberListQueryDto extends ListQuery({
  sorts: ['joinedAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {
  @Text({ min: 1, max: 200, optional, description: 'In names; for managers and owners in addresses too.' })
  search?: string;

  @OneOf(teamRoles, { optional })
  role?: TeamRole;
}

export class SetTeamRoleDto {
  @OneOf(teamRoles, { example: 'manager', description: 'Not above your own.' })
  role!: TeamRole;
}

export class InviteToTeamDto {
  @Email({ example: 'margaret@example.com', description: 'Whether it has an account makes no difference.' })
  email!: string;

  @OneOf(teamRoles, { optional, default: 'member', example: 'member', description: 'Not above your own.' })
  role?: TeamRole;
}

/** An invitation that nobody has answered yet. */
export class TeamInvitationDto {
  @IdField({ example: INVITATION_ID })
  id!: string;

  @Email({ example: 'margaret@example.com' })
  email!: string;

  @OneOf(teamRoles, { example: 'member' })
  role!: string;

  @IdField({ nullable, example: USER_ID, description: 'Who sent it; null where that account is gone.' })
  invitedBy!: string | null;

  @DateTimeField({ example: TIME })
  createdAt!: string;

  @DateTimeField({ example: LATER })
  expiresAt!: string;
}

export class TeamInvitationListQueryDto extends ListQuery({
  sorts: ['createdAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {}

export function toTeamDto({ id, name, description, role, memberCount, version, ...times }: Team): TeamDto {
  return {
    id,
    name,
    description,
    role,
    memberCount,
    version,
    createdAt: times.createdAt.toISOString(),
    updatedAt: times.updatedAt.toISOString(),
  };
}

/** The members count into what is shown of a team, so they are in its ETag. */
export function teamTag({ version, tick }: Team): string {
  return `v${version}.t${tick}`;
}

export function toTeamMemberDto({ userId, joinedAt, ...member }: TeamMember): TeamMemberDto {
  return { id: userId, userId, ...member, joinedAt: joinedAt.toISOString() };
}

export function toTeamInvitationDto(invitation: Invitation): TeamInvitationDto {
  const { id, email, role, invitedBy, createdAt, expiresAt } = invitation;
  return {
    id,
    email,
    role,
    invitedBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
