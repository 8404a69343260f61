import { Injectable } from '@nestjs/common';
import { Database, ResourceStanding, type StandingQuestion, type StandingVerdict } from '@almanac/platform';
import { leastTeamRole, teamAllows, type TeamIntent } from '../../domain/teams/team-role';
import { TeamRepository } from '../ports/team.repository';

/** What a permission asks of the role in a team: members may make planners for it, managers look after it. */
const intents: Readonly<Record<string, TeamIntent>> = {
  'create:team-planners': 'read',
  'manage:team-members': 'manage',
  'read:teams': 'read',
  'write:teams': 'manage',
};

/** Explains how users stand to teams. */
@Injectable()
export class TeamResourceStanding extends ResourceStanding {
  override readonly types = { team: ['team-planners', 'team-members', 'teams'] };

  constructor(
    private readonly teams: TeamRepository,
    private readonly database: Database,
  ) {
    super();
  }

  override async judge(question: StandingQuestion): Promise<StandingVerdict | undefined> {
    const { userId, verb, resource, id } = question;
    const team = await this.teams.find(this.database, id, userId);
    if (!team) return undefined;
    const intent = intents[`${verb}:${resource}`] ?? 'own';
    const { role } = team;
    const grants = Object.keys(intents).filter((permission) =>
      teamAllows(role, intents[permission] ?? 'own'),
    );
    return {
      links: role !== null && teamAllows(role, intent) ? [{ type: 'team', id, name: role, grants }] : [],
      everywhere: verb === 'read' ? 'read:teams' : 'write:teams',
      wanted: `role ${leastTeamRole(intent)} in this team`,
    };
  }
}
