import type { Id } from '@almanac/kernel';
import type { PageRequest, RequestContext, Transaction } from '@almanac/platform';
import type { Resource } from './resource';

/** A comment as it is written. */
export interface Comment {
  id: Id;
  activityId: Id;
  /** Who wrote it. */
  userId: Id;
  text: string;
  mentions: Id[];
  version: number;
}

/** A comment after a write, and how many there are now. */
export interface CommentWritten {
  comment: Resource;
  comments: number;
}

/** Comments; whoever writes holds the planner's lock, so the count on the activity is right. */
export abstract class CommentStore {
  abstract insert(tx: Transaction, comment: Omit<Comment, 'version'>): Promise<CommentWritten>;
  abstract load(tx: Transaction, activityId: Id, id: Id): Promise<Comment | undefined>;
  abstract update(tx: Transaction, id: Id, text: string, mentions: readonly Id[]): Promise<CommentWritten>;
  /** Gives how many are left. */
  abstract remove(tx: Transaction, activityId: Id, id: Id): Promise<number>;
  /** `data` of the list, the oldest first unless the page says otherwise. */
  abstract list(context: RequestContext, activityId: Id, page: PageRequest): Promise<string>;
  abstract one(
    context: RequestContext,
    activityId: Id,
    id: Id,
  ): Promise<{ json: string; version: number } | undefined>;
}
