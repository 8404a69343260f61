import { Injectable } from '@nestjs/common';
import {
  Database,
  ExplainsStanding,
  ResourceStanding,
  type StandingLink,
  type StandingQuestion,
  type StandingVerdict,
} from '@almanac/platform';
import { allows, changes, leastRole, teamRoleBehind, type Intent, type Role } from '../../domain/role';
import { lapsed } from '../planner-access/planner-standing';
import { PlanReader, type PlanStanding } from './ports/plan-reader';

/** What a role on a plan brings, in permissions. */
const granted: readonly [string, Intent][] = [
  ['read:own-plans', 'read'],
  ['write:own-plans', 'write'],
];

/** Explains how users stand to plans. */
@Injectable()
@ExplainsStanding()
export class PlanStandings extends ResourceStanding {
  override readonly types = { plan: ['plans'] };

  constructor(
    private readonly reader: PlanReader,
    private readonly database: Database,
  ) {
    super();
  }

  override async judge({ userId, verb, type, id }: StandingQuestion): Promise<StandingVerdict | undefined> {
    if (type !== 'plan') return undefined;
    const [standing] = await this.reader.standings(this.database, userId, [id]);
    if (!standing || standing.gone) return undefined;
    const intent: Intent = verb === 'read' || verb === 'write' ? verb : 'manage';
    if (standing.readOnly !== null && changes(intent)) return lapsed(standing.readOnly);
    return {
      links: linksOf(standing, intent),
      everywhere: intent === 'read' ? 'read:plans' : 'write:plans',
      wanted: `role ${leastRole(intent)} on this plan`,
    };
  }
}

/** Each way that would be enough by itself: being on the plan by name, and by the team that owns it. */
function linksOf({ id, ownRole, teamRole, teamId }: PlanStanding, intent: Intent): StandingLink[] {
  const links: StandingLink[] = [];
  if (ownRole !== null && allows(ownRole, intent)) {
    links.push({ type: 'collaboration', id, name: ownRole, grants: grantsOf(ownRole) });
  }
  const inTeam = teamRoleBehind(teamRole);
  if (teamId !== null && teamRole !== null && inTeam !== null && allows(teamRole, intent)) {
    links.push({ type: 'team', id: teamId, name: inTeam, grants: grantsOf(teamRole) });
  }
  return links;
}

function grantsOf(role: Role): string[] {
  return granted.filter(([, intent]) => allows(role, intent)).map(([permission]) => permission);
}
