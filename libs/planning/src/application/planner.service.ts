import { Injectable } from '@nestjs/common';
import { newId, systemClock, type Id } from '@almanac/kernel';
import { callerOf, holdPlaces, UnitOfWork, type RequestContext, type Transaction } from '@almanac/platform';
import { changesBetween } from '../domain/changes';
import {
  needsManager,
  patchPlanner,
  plannerContent,
  type Planner,
  type PlannerContent,
  type PlannerInput,
} from '../domain/planner';
import { readOnly } from '../domain/read-only';
import { notFound, requireVersion } from '../domain/refusals';
import { canBeRestored } from '../domain/retention';
import { allows, forbidden, type Role } from '../domain/role';
import { PlannerAccess } from './planner-access/planner-access';
import { PlannerGate } from './planner-access/planner-gate';
import { PlannerAnnouncements, type PlannerWritten } from './planner-announcements';
import { PlannerLimit } from './planner-limit';
import type { Standing } from './ports/access-reader';
import { PlannerLedger } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';

/** Makes, changes, archives, deletes and brings back planners. */
@Injectable()
export class PlannerService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly access: PlannerAccess,
    private readonly limit: PlannerLimit,
    private readonly store: PlannerStore,
    private readonly ledger: PlannerLedger,
    private readonly announcements: PlannerAnnouncements,
  ) {}

  /** @throws DomainError MAX_PLANNERS_REACHED. */
  create(context: RequestContext, input: PlannerInput & { title: string }): Promise<PlannerWritten> {
    const owner = callerOf(context);
    const content = plannerContent(input);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.limit.requireRoom(transaction, owner);
      const id = newId();
      await this.store.insert(transaction, id, { userId: owner.userId }, content);
      return this.announcements.written(transaction, context, id, 'owner', { name: 'planner.created' });
    });
  }

  /** A merge patch. */
  update(
    context: RequestContext,
    id: Id,
    patch: PlannerInput,
    version: number | undefined,
  ): Promise<PlannerWritten> {
    return this.change(context, id, version, (content) => patchPlanner(content, patch));
  }

  /** Everything at once; what is left out takes its default. */
  replace(
    context: RequestContext,
    id: Id,
    input: PlannerInput & { title: string },
    version: number | undefined,
  ): Promise<PlannerWritten> {
    return this.change(context, id, version, () => plannerContent(input));
  }

  setArchived(context: RequestContext, id: Id, archived: boolean): Promise<PlannerWritten> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { role } = await this.gate.enter(context, transaction, 'planner', id, 'manage');
      const planner = await this.live(transaction, context, id);
      if ((planner.archivedAt !== null) === archived) return this.unchanged(transaction, id, role);
      await this.store.setArchived(transaction, id, archived);
      const changes = [{ field: 'archived', before: !archived, after: archived }];
      return this.announcements.written(transaction, context, id, role, { name: 'planner.updated', changes });
    });
  }

  /** Puts the planner into the trash, and with it all that is in it. Gives the operation's id. */
  remove(context: RequestContext, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.gate.enter(context, transaction, 'planner', id, 'own');
      const planner = await this.live(transaction, context, id);
      await this.store.setDeleted(transaction, id, true);
      return this.announcements.deleted(transaction, context, id, planner.version + 1);
    });
  }

  /**
   * Takes the planner out of the trash; one that is not in it stays as it is.
   * @throws DomainError NOT_FOUND after 30 days, MAX_PLANNERS_REACHED, FORBIDDEN where what its team has is read-only.
   */
  restore(context: RequestContext, id: Id): Promise<PlannerWritten> {
    const owner = callerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.restorable(context, id);
      await holdPlaces(transaction, owner.userId, 'planners');
      await this.ledger.lock(transaction, [id]);
      // While this waited it may have been deleted, gone to somebody else, or come to the caller from a team that went.
      const { teamId, readOnly: why } = await this.restorable(context, id);
      const planner = await this.store.load(transaction, id);
      if (!planner) throw notFound('planner');
      if (planner.deletedAt === null)
        return { ...(await this.unchanged(transaction, id, 'owner')), readOnly: why !== null };
      if (!canBeRestored(planner.deletedAt, systemClock.now())) throw notFound('planner');
      if (teamId === null) await this.limit.requireRoom(transaction, owner);
      else if (why !== null) throw readOnly(why);
      await this.store.setDeleted(transaction, id, false);
      const changes = [{ field: 'deleted', before: true, after: false }];
      return this.announcements.written(transaction, context, id, 'owner', {
        name: 'planner.restored',
        changes,
        counts: { structure: true },
      });
    });
  }

  /** What is in the trash is there for its owners alone. */
  private async restorable(context: RequestContext, id: Id): Promise<Standing> {
    const standing = (await this.access.find(context, 'planner', [id])).get(id);
    if (!standing) throw notFound('planner');
    if (standing.role === 'owner') return standing;
    throw standing.gone ? notFound('planner') : forbidden(standing.role, 'own');
  }

  private change(
    context: RequestContext,
    id: Id,
    version: number | undefined,
    write: (content: PlannerContent) => PlannerContent,
  ): Promise<PlannerWritten> {
    return this.unitOfWork.run(context, async (transaction) => {
      const { role } = await this.gate.enter(context, transaction, 'planner', id);
      const planner = await this.live(transaction, context, id, version);
      const next = write(planner.content);
      const changes = changesBetween({ ...planner.content }, { ...next });
      if (changes.length === 0) return this.unchanged(transaction, id, role);
      if (needsManager(changes.map(({ field }) => field)) && !allows(role, 'manage')) {
        throw forbidden(role, 'manage');
      }
      await this.store.update(transaction, id, next);
      return this.announcements.written(transaction, context, id, role, { name: 'planner.updated', changes });
    });
  }

  /** @throws DomainError PRECONDITION_FAILED when the caller has seen another version. */
  private async live(
    transaction: Transaction,
    context: RequestContext,
    id: Id,
    version?: number,
  ): Promise<Planner> {
    const planner = await this.store.load(transaction, id);
    if (planner?.deletedAt !== null) throw notFound('planner');
    requireVersion(planner.version, { header: context.expectedVersions, body: version });
    return planner;
  }

  private async unchanged(transaction: Transaction, id: Id, role: Role | null): Promise<PlannerWritten> {
    return { resource: await this.store.resource(transaction, id), role, operationId: undefined };
  }
}
