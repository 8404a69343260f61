import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type RequestContext } from '@almanac/platform';
import { titleOfCopy, type PlannerContent } from '../domain/planner';
import { notFound } from '../domain/refusals';
import { Announcer } from './announcer';
import { PlannerAccess } from './planner-access/planner-access';
import { PlannerLimit } from './planner-limit';
import type { PlannerWritten } from './planner-announcements';
import { PlannerCopier } from './ports/planner-copier';
import { PlannerLedger } from './ports/planner-ledger';
import { PlannerStore } from './ports/planner-store';

export interface CopyInput {
  title?: string | undefined;
  includeActivities?: boolean | undefined;
  shiftDays?: number | undefined;
}

/** Duplicates planners. Whoever may read one may make a copy, and owns it. */
@Injectable()
export class PlannerCopyService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: PlannerAccess,
    private readonly limit: PlannerLimit,
    private readonly store: PlannerStore,
    private readonly copier: PlannerCopier,
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
  ) {}

  /** @throws DomainError MAX_PLANNERS_REACHED. */
  duplicate(context: RequestContext, fromId: Id, input: CopyInput): Promise<PlannerWritten> {
    const owner = callerOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.access.require(context, 'read', 'planner', fromId);
      await this.limit.requireRoom(transaction, owner);
      await this.ledger.lock(transaction, [fromId]);
      const original = await this.store.load(transaction, fromId);
      if (original?.deletedAt !== null) throw notFound('planner');
      const toId = newId();
      const content = contentOfCopy(original.content, input.title);
      await this.store.insert(transaction, toId, { userId: owner.userId }, content);
      const counts = await this.copier.copy(transaction, {
        fromId,
        toId,
        userId: owner.userId,
        withActivities: input.includeActivities ?? true,
        shiftDays: input.shiftDays ?? 0,
        timeZone: content.settings.timezone ?? owner.timeZone,
      });
      const mark = await this.ledger.advance(transaction, toId, counts);
      const resource = await this.store.resource(transaction, toId);
      const operationId = await this.announcer.announce(transaction, context, mark, {
        name: 'planner.created',
        payload: { planner: resource },
        of: { type: 'planner', id: toId, version: resource.version },
      });
      return { resource, role: 'owner', operationId };
    });
  }
}

/** A copy is private, whatever the original was. */
function contentOfCopy(content: PlannerContent, title: string | undefined): PlannerContent {
  return {
    ...content,
    title: title?.trim() ?? titleOfCopy(content.title),
    settings: { ...content.settings, isPublic: false },
  };
}
