import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, People, type RequestContext, type Transaction } from '@almanac/platform';
import type { Planner } from '../../domain/planner';
import { notFound, requireVersion } from '../../domain/refusals';
import type { Intent } from '../../domain/role';
import { PlannerGate } from '../planner-access/planner-gate';
import type { Standing } from '../ports/access-reader';
import { PlannerStore } from '../ports/planner-store';

const SHARING = 'share:planners';

/** The planner that is to be shared by a link, locked, and how the caller stands to it. */
export interface OpenPlanner {
  planner: Planner;
  standing: Standing;
}

/**
 * The way into every change of a planner's share link. Whether it may have one goes by the planner's owner and not by
 * whoever manages it for them (spec: README, "Tiers").
 */
@Injectable()
export class SharingAccess {
  constructor(
    private readonly gate: PlannerGate,
    private readonly planners: PlannerStore,
    private readonly people: People,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  async enter(tx: Transaction, ctx: RequestContext, id: Id, intent: Intent): Promise<OpenPlanner> {
    const standing = await this.gate.enter(ctx, tx, 'planner', id, intent);
    const planner = await this.planners.load(tx, id);
    if (planner?.deletedAt !== null) throw notFound('planner');
    requireVersion(planner.version, { header: ctx.expectedVersions });
    return { planner, standing };
  }

  /**
   * Links need the permission as such, of the planner's owner.
   * @throws DomainError FORBIDDEN
   */
  async requireSharing(tx: Transaction, { owner }: Planner): Promise<void> {
    if ('teamId' in owner) return;
    const holder = await this.people.holder(tx, owner.userId);
    if (holder && missingPermissions(holder.permissions, [SHARING]).length === 0) return;
    throw lacksSharing('The owner of this planner may not share it');
  }
}

/**
 * An API key shares nothing, neither planners nor plans, unless it was given that; people are judged by their role.
 * @throws DomainError FORBIDDEN
 */
export function requireSharingKey(ctx: RequestContext): void {
  const { apiKeyId, permissions } = callerOf(ctx);
  if (apiKeyId === undefined || missingPermissions(permissions, [SHARING]).length === 0) return;
  throw lacksSharing('This key may not share planners');
}

function lacksSharing(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('FORBIDDEN', message, { required: [SHARING], held: [] });
}
