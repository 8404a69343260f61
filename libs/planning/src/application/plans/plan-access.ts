import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import type { DomainError, Id } from '@almanac/kernel';
import { callerOf, Database, type RequestContext } from '@almanac/platform';
import { notFound } from '../../domain/refusals';
import { atLeast, type Intent } from '../../domain/role';
import { requireAllowed } from '../planner-access/planner-access';
import { roleByPermission } from '../planner-access/role-by-permission';
import { PlanReader, type PlanStanding } from './ports/plan-reader';

/** 404: there is no such plan, or it was deleted. */
export function planNotFound(): DomainError<ErrorCode> {
  return notFound('plan');
}

/**
 * Who may do what with plans: as with planners (its owner, those it is shared with by name, the members of the team
 * that owns it, and permissions over all plans, which never make an owner).
 */
@Injectable()
export class PlanAccess {
  constructor(
    private readonly reader: PlanReader,
    private readonly database: Database,
  ) {}

  /**
   * How the caller stands to a plan that exists and that the intent is allowed on.
   * @throws DomainError NOT_FOUND where it does not exist or is deleted, FORBIDDEN where the role is not enough.
   */
  async require(context: RequestContext, intent: Intent, id: Id): Promise<PlanStanding> {
    const standing = await this.find(context, id);
    if (!standing || standing.gone) throw planNotFound();
    requireAllowed(standing, intent);
    return standing;
  }

  /** How the caller stands to the plan, before any judgement; also to a deleted one. */
  async find(context: RequestContext, id: Id): Promise<PlanStanding | undefined> {
    const caller = callerOf(context);
    const [standing] = await this.reader.standings(this.database.for(context), caller.userId, [id]);
    return standing && { ...standing, role: atLeast(standing.role, roleByPermission(caller, 'plans')) };
  }

  /** Whether the caller may see every plan, whatever the role. */
  readsAll(context: RequestContext): boolean {
    return roleByPermission(callerOf(context), 'plans') !== null;
  }
}
