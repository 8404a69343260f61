import type { Id } from '@almanac/kernel';
import type { StandingLink } from '@almanac/platform';
import { allows, teamRoleBehind, type Intent, type Role } from '../../domain/role';

/** What a role brings, in permissions. */
export type Granted = readonly (readonly [permission: string, intent: Intent])[];

/** How somebody came to their roles on a thing. */
interface Roots {
  ownRole: Role | null;
  teamRole: Role | null;
  teamId: Id | null;
}

/** Each way that would be enough by itself: being on the thing by name, and by the team that owns it. */
export function linksOf(
  { ownRole, teamRole, teamId }: Roots,
  thingId: Id,
  intent: Intent,
  granted: Granted,
): StandingLink[] {
  const grantsOf = (role: Role) =>
    granted.filter(([, wanted]) => allows(role, wanted)).map(([permission]) => permission);
  const links: StandingLink[] = [];
  if (ownRole !== null && allows(ownRole, intent)) {
    links.push({ type: 'collaboration', id: thingId, name: ownRole, grants: grantsOf(ownRole) });
  }
  const inTeam = teamRoleBehind(teamRole);
  if (teamId !== null && teamRole !== null && inTeam !== null && allows(teamRole, intent)) {
    links.push({ type: 'team', id: teamId, name: inTeam, grants: grantsOf(teamRole) });
  }
  return links;
}
