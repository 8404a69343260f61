import { Injectable } from '@nestjs/common';
import { Database, ResourceStanding, type StandingQuestion, type StandingVerdict } from '@almanac/platform';
import { changes, leastRole, type Intent } from '../../domain/role';
import { lapsed } from '../planner-access/planner-standing';
import { linksOf, type Granted } from '../planner-access/standing-links';
import { PlanReader } from './ports/plan-reader';

/** What a role on a plan brings, in permissions. */
const granted: Granted = [
  ['read:own-plans', 'read'],
  ['write:own-plans', 'write'],
];

/** Explains how users stand to plans. */
@Injectable()
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
      links: linksOf(standing, standing.id, intent, granted),
      everywhere: intent === 'read' ? 'read:plans' : 'write:plans',
      wanted: `role ${leastRole(intent)} on this plan`,
    };
  }
}
