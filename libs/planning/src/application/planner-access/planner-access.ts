import { Injectable } from '@nestjs/common';
import { missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, Database, type Principal, type Queryable, type RequestContext } from '@almanac/platform';
import { notFound, type Thing } from '../../domain/refusals';
import { readOnly } from '../../domain/read-only';
import { allows, atLeast, changes, forbidden, type Intent } from '../../domain/role';
import { AccessReader, type Standing } from '../ports/access-reader';
import { roleByPermission } from './role-by-permission';

/** The resource that a permission names for each thing. */
const resources: Record<Thing, string> = {
  planner: 'planners',
  section: 'activities',
  activity: 'activities',
};

/**
 * The one access policy of planning: who may do what with planners and all that is in them. REST, sockets
 * and jobs ask here, with many ids at once. Statements on hot paths hold the same rule in SQL
 * (infrastructure/access.sql.ts); whatever they refuse is explained here.
 */
@Injectable()
export class PlannerAccess {
  constructor(
    private readonly reader: AccessReader,
    private readonly database: Database,
  ) {}

  /** Those of the planners that the caller may see; deleted and unknown ones are not among them. */
  async canRead(principal: Principal, plannerIds: readonly Id[]): Promise<ReadonlySet<Id>> {
    const standings = await this.standings(this.database, principal, 'planner', plannerIds);
    const seen = standings.filter(({ role, gone }) => !gone && allows(role, 'read'));
    return new Set(seen.map(({ id }) => id));
  }

  /**
   * How the caller stands to a thing that exists and that the intent is allowed on.
   * @throws DomainError NOT_FOUND where it does not exist or is deleted, FORBIDDEN where the role is not enough.
   */
  async require(context: RequestContext, intent: Intent, thing: Thing, id: Id): Promise<Standing> {
    const [standing] = await this.requireAll(context, intent, thing, [id]);
    if (!standing) throw notFound(thing);
    return standing;
  }

  /** The same for many things; the first that is refused decides. */
  async requireAll(
    context: RequestContext,
    intent: Intent,
    thing: Thing,
    ids: readonly Id[],
  ): Promise<Standing[]> {
    const found = await this.find(context, thing, ids);
    return ids.map((id) => judge(found.get(id), intent, thing));
  }

  /** How the caller stands to each of the things, before any judgement. */
  async find(context: RequestContext, thing: Thing, ids: readonly Id[]): Promise<ReadonlyMap<Id, Standing>> {
    const standings = await this.standings(this.database.for(context), callerOf(context), thing, ids);
    return new Map(standings.map((standing) => [standing.id, standing]));
  }

  /** Whether the caller may do this in every planner, whatever the role: what statements on hot paths ask. */
  everywhere(context: RequestContext, intent: 'read' | 'write', thing: Thing): boolean {
    const { permissions } = callerOf(context);
    return missingPermissions(permissions, [`${intent}:${resources[thing]}`]).length === 0;
  }

  /** Whether none of the caller's own planners can be over a limit. */
  ownsWithoutLimit(context: RequestContext): boolean {
    return missingPermissions(callerOf(context).permissions, ['create:unlimited-planners']).length === 0;
  }

  private async standings(queryable: Queryable, principal: Principal, thing: Thing, ids: readonly Id[]) {
    if (ids.length === 0) return [];
    const standings = await this.reader.standings(queryable, principal.userId, thing, ids);
    const floor = roleByPermission(principal, resources[thing]);
    return standings.map((standing) => ({ ...standing, role: atLeast(standing.role, floor) }));
  }
}

type Allowing = Pick<Standing, 'role' | 'readOnly'>;

/** @throws DomainError NOT_FOUND, FORBIDDEN or MAX_PLANNERS_REACHED unless the standing allows the intent. */
export function judge(standing: Standing | undefined, intent: Intent, thing: Thing): Standing {
  if (!standing || standing.gone) throw notFound(thing);
  requireAllowed(standing, intent);
  return standing;
}

/** Whether the role is enough, and the planner not read-only where it would be changed. */
export function permits({ role, readOnly: why }: Allowing, intent: Intent): boolean {
  return allows(role, intent) && (why === null || !changes(intent));
}

/** @throws DomainError FORBIDDEN, and where the planner is read-only MAX_PLANNERS_REACHED or, of a team, FORBIDDEN */
export function requireAllowed({ role, readOnly: why }: Allowing, intent: Intent): void {
  if (!allows(role, intent)) throw forbidden(role, intent);
  if (why !== null && changes(intent)) throw readOnly(why);
}
