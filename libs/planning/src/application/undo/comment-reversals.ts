import { Injectable } from '@nestjs/common';
import { conflict, type Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { isObject } from '../../domain/merge-patch';
import type { Operation } from '../../domain/undo/operation';
import { CommentService } from '../activity-parts/comment.service';
import { ActivityStore } from '../ports/activity-store';
import { CommentStore, type Comment } from '../ports/comment-store';
import { BuiltOn, undoneOtherwise, written } from './built-on';
import { Reversals } from './reversals';

/** Takes back what somebody said. What they deleted is gone for good, as nothing keeps it. */
@Injectable()
export class CommentReversals extends Reversals {
  override readonly byName: Reversals['byName'] = {
    'comment.created': (tx, context, operation) => this.discard(tx, context, operation),
    'comment.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'comment.deleted': () => {
      throw conflict('A deleted comment is gone for good', { reason: 'not-undoable' });
    },
  };

  constructor(
    private readonly store: CommentStore,
    private readonly activities: ActivityStore,
    private readonly comments: CommentService,
    private readonly builtOn: BuiltOn,
  ) {
    super();
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, activityId, text } = await this.live(tx, operation);
    await this.builtOn.requireUnchanged(tx, operation, operation.payload['comment'], { text });
    return this.comments.remove(context, activityId, id);
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { id, activityId, text } = await this.live(tx, operation);
    await this.builtOn.requireKept(tx, operation, { text });
    const [change] = operation.changes;
    const before = change?.before;
    if (typeof before !== 'string') throw undoneOtherwise('There is nothing to undo');
    return written((await this.comments.change(context, activityId, id, before)).operationId);
  }

  private async live(tx: Transaction, operation: Operation): Promise<Comment> {
    const told = operation.payload['comment'];
    const activityId = isObject(told) && typeof told['activityId'] === 'string' ? told['activityId'] : '';
    const comment = await this.store.load(tx, activityId, operation.resourceId);
    if (!comment) throw undoneOtherwise('It is gone for good');
    const activity = await this.activities.load(tx, activityId);
    if (activity?.deletedAt !== null || activity.plannerId !== operation.plannerId) {
      throw await this.builtOn.refusal(tx, operation, ['activityId']);
    }
    return comment;
  }
}
