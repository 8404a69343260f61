import { invitationKinds, type InvitationKindName } from '@almanac/contracts';
import { DateTimeField, IdField, OneOf, Text } from '@almanac/platform';
import { TEAM_ID } from '../../domain/access/example-ids';

const LATER = '2026-02-01T15:30:00.000Z';

/** What an invitation is about. */
export class InvitationDto {
  @OneOf(invitationKinds, { example: 'team' })
  kind!: InvitationKindName;

  @Text({ max: 200, example: 'Garden club', description: 'Of what you are invited into.' })
  name!: string;

  @Text({ max: 20, example: 'member', description: 'What you will be there.' })
  role!: string;

  @DateTimeField({ example: LATER })
  expiresAt!: string;
}

/** What you belong to from now on. */
export class JoinedDto {
  @OneOf(invitationKinds, { example: 'team' })
  kind!: InvitationKindName;

  @IdField({ example: TEAM_ID, description: 'Of the team, planner or plan.' })
  id!: string;

  @Text({ max: 200, example: 'Garden club' })
  name!: string;

  @Text({ max: 20, example: 'member', description: 'What you are there.' })
  role!: string;
}
