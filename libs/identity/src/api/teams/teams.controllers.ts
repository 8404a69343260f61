import { InvitationsController } from '../invitations/invitations.controller';
import { TeamMembersController } from './team-members.controller';
import { TeamsController } from './teams.controller';

/** Teams, and invitations of every kind. */
export const teamControllers = [TeamsController, TeamMembersController, InvitationsController];
