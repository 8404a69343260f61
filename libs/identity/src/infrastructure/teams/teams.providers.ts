import { AllTeamPossessions, InvitationKinds, Invitations, Teams } from '@almanac/platform';
import { ExampleTeamService } from '../../application/teams/example-team.service';
import { InvitationAnswers } from '../../application/invitations/invitation-answers';
import { InvitationService } from '../../application/invitations/invitation.service';
import { InvitationRepository } from '../../application/ports/invitation.repository';
import { TeamRepository } from '../../application/ports/team.repository';
import { LastOwner } from '../../application/teams/last-owner';
import { TeamAccess } from '../../application/teams/team-access';
import { TeamInvitationKind } from '../../application/teams/team-invitation.kind';
import { TeamInvitationsService } from '../../application/teams/team-invitations.service';
import { TeamMembersService } from '../../application/teams/team-members.service';
import { TeamService } from '../../application/teams/team.service';
import { SqlInvitationRepository } from '../invitations/sql-invitation.repository';
import { SqlTeamLists } from './sql-team.lists';
import { SqlTeamRepository } from './sql-team.repository';

/** Teams, and invitations of every kind. */
export const teamProviders = [
  { provide: TeamRepository, useClass: SqlTeamRepository },
  { provide: InvitationRepository, useClass: SqlInvitationRepository },
  { provide: Invitations, useClass: InvitationService },
  { provide: Teams, useExisting: TeamAccess },
  SqlTeamLists,
  AllTeamPossessions,
  InvitationKinds,
  InvitationAnswers,
  TeamAccess,
  TeamInvitationKind,
  TeamInvitationsService,
  TeamMembersService,
  TeamService,
  ExampleTeamService,
  LastOwner,
];
