import { Injectable } from '@nestjs/common';
import { Database, ResourceStanding, type StandingQuestion, type StandingVerdict } from '@almanac/platform';
import type { Thing } from '../../domain/refusals';
import type { ReadOnly } from '../../domain/read-only';
import { changes, leastRole, type Intent } from '../../domain/role';
import { AccessReader } from '../ports/access-reader';
import { linksOf, type Granted } from './standing-links';

/** What a verb asks of the role; what is not named here needs the right to manage. */
const intents: Readonly<Record<string, Intent>> = {
  read: 'read',
  export: 'read',
  write: 'write',
  share: 'manage',
};
/** What a role on a planner brings, in permissions. */
const granted: Granted = [
  ['read:own-planners', 'read'],
  ['read:own-activities', 'read'],
  ['export:planners', 'read'],
  ['write:own-planners', 'write'],
  ['write:own-activities', 'write'],
  ['share:planners', 'manage'],
];

/** Explains how users stand to planners and to what is in them. */
@Injectable()
export class PlannerStanding extends ResourceStanding {
  override readonly types: Readonly<Record<Thing, readonly string[]>> = {
    planner: ['planners', 'activities'],
    section: ['activities'],
    activity: ['activities'],
  };

  constructor(
    private readonly reader: AccessReader,
    private readonly database: Database,
  ) {
    super();
  }

  override async judge({
    userId,
    verb,
    resource,
    type,
    id,
  }: StandingQuestion): Promise<StandingVerdict | undefined> {
    if (!this.knows(type)) return undefined;
    const [standing] = await this.reader.standings(this.database, userId, type, [id]);
    if (!standing || standing.gone) return undefined;
    const intent = intents[verb] ?? 'manage';
    if (standing.readOnly !== null && changes(intent)) return lapsed(standing.readOnly);
    return {
      links: linksOf(standing, standing.plannerId, intent, granted),
      everywhere: intent === 'read' ? `read:${resource}` : `write:${resource}`,
      wanted: `role ${leastRole(intent)} on this planner`,
    };
  }

  private knows(type: string): type is Thing {
    return Object.hasOwn(this.types, type);
  }
}

/** Whoever comes, and whatever they may do everywhere: what is missing is the owner's. */
export function lapsed({ reason }: ReadOnly): StandingVerdict {
  const missing = reason === 'team-tier' ? 'create:team-planners' : 'create:unlimited-planners';
  return { links: [], everywhere: undefined, wanted: `${missing} of who owns it, as it is read-only now` };
}
