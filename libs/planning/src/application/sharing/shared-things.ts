import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Limits, People, type RequestContext, type Transaction } from '@almanac/platform';
import { notFound, requireVersion } from '../../domain/refusals';
import type { Intent, Role } from '../../domain/role';
import { collaboratorChange, exceeds } from '../../domain/sharing/collaborator';
import type { Shared, SharedRef, SharedType } from '../../domain/sharing/shared';
import { CollaboratorStore } from '../ports/sharing/collaborator-store';
import type { SharedKind } from './shared-kind';
import { SharedPlanners } from './shared-planners';
import { SharedPlans } from './shared-plans';

/** The way into every change of who is on a planner or plan by name. */
@Injectable()
export class SharedThings {
  private readonly kinds: Readonly<Record<SharedType, SharedKind>>;

  constructor(
    planners: SharedPlanners,
    plans: SharedPlans,
    private readonly store: CollaboratorStore,
    private readonly people: People,
    private readonly limits: Limits,
  ) {
    this.kinds = { planner: planners, plan: plans };
  }

  kind(type: SharedType): SharedKind {
    return this.kinds[type];
  }

  /** The thing, locked. @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  async enter(tx: Transaction, ctx: RequestContext, of: SharedRef, intent: Intent): Promise<Shared> {
    await this.kinds[of.type].enter(tx, ctx, of.id, intent);
    const shared = await this.store.find(tx, of);
    if (!shared) throw notFound(of.type);
    requireVersion(shared.version, { header: ctx.expectedVersions });
    return shared;
  }

  /**
   * Holds the number of collaborators to what the tier of the owner allows. Teams have no limit: whoever makes one has
   * none.
   * @param count those on it, the one that is about to come included; the thing is locked
   * @throws DomainError MAX_COLLABORATORS_REACHED with `limit`, `used` and `tier`
   */
  async requireRoom(tx: Transaction, { type, owner }: Shared, count: number): Promise<void> {
    if ('teamId' in owner) return;
    const holder = await this.people.holder(tx, owner.userId);
    const limit = holder ? this.limits.of(holder).collaborators : 0;
    if (!exceeds(limit, count)) return;
    throw new DomainError<ErrorCode>(
      'MAX_COLLABORATORS_REACHED',
      `The tier of this ${type}’s owner allows ${limit} collaborators on it; take somebody off, or have the owner move to a higher tier`,
      { limit, used: count - 1, tier: holder?.tier ?? 'free' },
    );
  }

  /** Tells of somebody on it, once that is written. Gives the operation's id. */
  async tell(
    tx: Transaction,
    ctx: RequestContext,
    of: SharedRef & { version: number },
    userId: Id,
    { before, after }: { before: Role | null; after: Role | null },
  ): Promise<Id> {
    const user = { id: userId, displayName: (await this.people.find(tx, userId))?.displayName ?? null };
    const changes = [collaboratorChange(userId, before, after)];
    return this.kinds[of.type].tellOfMember(tx, ctx, of, { user, before, after, changes });
  }
}
