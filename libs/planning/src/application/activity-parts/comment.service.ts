import { Injectable } from '@nestjs/common';
import { newId, type Id } from '@almanac/kernel';
import {
  callerOf,
  requireExpected,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { notAuthor, notFound } from '../../domain/refusals';
import type { Written } from '../announcer';
import { PlannerAccess, requireAllowed } from '../planner-access/planner-access';
import { PlannerGate } from '../planner-access/planner-gate';
import type { Standing } from '../ports/access-reader';
import { CommentStore, type Comment } from '../ports/comment-store';
import { CommentAnnouncements } from './comment-announcements';

/**
 * What people say about activities. Whoever sees a planner may comment; a comment is changed by its author alone, and
 * deleted by its author or whoever manages the planner. It does not change the activity: only the count on it moves.
 */
@Injectable()
export class CommentService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gate: PlannerGate,
    private readonly access: PlannerAccess,
    private readonly store: CommentStore,
    private readonly announcements: CommentAnnouncements,
  ) {}

  /** `data` of the list. @throws DomainError NOT_FOUND, FORBIDDEN */
  async list(context: RequestContext, activityId: Id, page: PageRequest): Promise<string> {
    await this.access.require(context, 'read', 'activity', activityId);
    return this.store.list(context, activityId, page);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async one(context: RequestContext, activityId: Id, id: Id): Promise<{ json: string; version: number }> {
    await this.access.require(context, 'read', 'activity', activityId);
    const found = await this.store.one(context, activityId, id);
    if (!found) throw notFound('comment');
    return found;
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  add(context: RequestContext, activityId: Id, text: string): Promise<Written> {
    return this.unitOfWork.run(context, async (tx) => {
      const { plannerId } = await this.gate.enter(context, tx, 'activity', activityId, 'comment');
      const mentions = await this.announcements.mentioned(tx, plannerId, text);
      const { userId } = callerOf(context);
      const written = await this.store.insert(tx, { id: newId(), activityId, userId, text, mentions });
      return this.announcements.written(tx, context, plannerId, written, { mentions, text });
    });
  }

  /** Those who are mentioned anew are told. @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  change(context: RequestContext, activityId: Id, id: Id, text: string): Promise<Written> {
    return this.unitOfWork.run(context, async (tx) => {
      const { standing, comment } = await this.enter(context, tx, activityId, id, 'comment');
      if (comment.userId !== callerOf(context).userId) throw notAuthor();
      requireExpected(context, comment.version);
      const { plannerId } = standing;
      const mentions = await this.announcements.mentioned(tx, plannerId, text);
      const written = await this.store.update(tx, id, text, mentions);
      const added = mentions.filter((one) => !comment.mentions.includes(one));
      const event = { mentions: added, textBefore: comment.text, text };
      return this.announcements.written(tx, context, plannerId, written, event);
    });
  }

  /** Gives the operation's id. @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  remove(context: RequestContext, activityId: Id, id: Id): Promise<Id> {
    return this.unitOfWork.run(context, async (tx) => {
      // One's own words can be taken back anywhere.
      const { standing, comment } = await this.enter(context, tx, activityId, id, 'read');
      const own = comment.userId === callerOf(context).userId;
      if (!own) requireAllowed(standing, 'oversee');
      requireExpected(context, comment.version);
      const left = await this.store.remove(tx, activityId, id);
      return this.announcements.deleted(tx, context, standing.plannerId, comment, left);
    });
  }

  private async enter(
    context: RequestContext,
    tx: Transaction,
    activityId: Id,
    id: Id,
    intent: 'read' | 'comment',
  ): Promise<{ standing: Standing; comment: Comment }> {
    const standing = await this.gate.enter(context, tx, 'activity', activityId, intent);
    const comment = await this.store.load(tx, activityId, id);
    if (!comment) throw notFound('comment');
    return { standing, comment };
  }
}
