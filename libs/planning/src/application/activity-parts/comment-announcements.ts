import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { People, type RequestContext, type Transaction } from '@almanac/platform';
import { mentionedIn } from '../../domain/activity-parts/mentions';
import { Announcer, type Written } from '../announcer';
import type { Comment, CommentWritten } from '../ports/comment-store';
import { PlannerLedger } from '../ports/planner-ledger';
import { ActivityLinks } from './activity-links';

/** What is told of people and comments: who may be mentioned, and that something was said. */
@Injectable()
export class CommentAnnouncements {
  constructor(
    private readonly ledger: PlannerLedger,
    private readonly announcer: Announcer,
    private readonly people: People,
    private readonly links: ActivityLinks,
  ) {}

  /** The people whom the text mentions, as far as they may see the planner; nobody learns of the others. */
  async mentioned(tx: Transaction, plannerId: Id, text: string): Promise<Id[]> {
    const names = mentionedIn(text);
    if (names.length === 0) return [];
    const people = await this.people.byUsername(tx, names);
    return this.links.naming(
      tx,
      plannerId,
      people.map(({ id }) => id),
    );
  }

  async written(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    { comment, comments }: CommentWritten,
    event: { mentions: Id[]; textBefore?: string; text: string },
  ): Promise<Written> {
    const mark = await this.ledger.advance(tx, plannerId, {});
    const { mentions, textBefore, text } = event;
    const operationId = await this.announcer.announce(tx, context, mark, {
      name: textBefore === undefined ? 'comment.created' : 'comment.updated',
      payload: { comment, mentions, comments },
      of: { type: 'comment', id: comment.id, version: comment.version },
      ...(textBefore === undefined ? {} : { changes: [{ field: 'text', before: textBefore, after: text }] }),
    });
    return { resource: comment, operationId };
  }

  /** Gives the operation's id. */
  async deleted(
    tx: Transaction,
    context: RequestContext,
    plannerId: Id,
    { id, activityId, version }: Comment,
    comments: number,
  ): Promise<Id> {
    const mark = await this.ledger.advance(tx, plannerId, {});
    return this.announcer.announce(tx, context, mark, {
      name: 'comment.deleted',
      payload: { comment: { id, activityId, plannerId }, mentions: [], comments },
      of: { type: 'comment', id, version: version + 1 },
      changes: [{ field: 'deleted', before: false, after: true }],
    });
  }
}
