import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';
import {
  ACTIVITY_ID,
  COMMENT_ID,
  FILTER_ID,
  PLANNER_ID,
  REMINDER_ID,
  USER_ID,
} from '../../domain/example-ids';
import { ActivityLinkStore } from '../ports/activity-link-store';
import { ActivityStore } from '../ports/activity-store';
import { CommentStore } from '../ports/comment-store';
import { ReminderStore } from '../ports/reminder-store';
import { SavedFilterStore } from '../ports/saved-filter-store';

/** What belongs to the activities of the example planner, so that the examples of the API document work. */
@Injectable()
export class ExampleParts {
  constructor(
    private readonly activities: ActivityStore,
    private readonly links: ActivityLinkStore,
    private readonly comments: CommentStore,
    private readonly reminders: ReminderStore,
    private readonly filters: SavedFilterStore,
  ) {}

  async make(tx: Transaction, ownerId: Id): Promise<void> {
    await this.links.letSee(tx, PLANNER_ID, USER_ID);
    const text = 'Shall we take the night train?';
    const comment = { id: COMMENT_ID, activityId: ACTIVITY_ID, userId: ownerId, text, mentions: [] };
    await this.comments.insert(tx, comment);
    const content = { type: 'email', time: null, offset: 30 } as const;
    await this.reminders.insert(tx, { id: REMINDER_ID, activityId: ACTIVITY_ID, userId: ownerId, content });
    await this.activities.touch(tx, ACTIVITY_ID, ownerId);
    const filter = { name: 'Urgent', query: { priority: ['urgent'] }, sort: 'dueDate', order: 'asc' };
    await this.filters.insert(tx, ownerId, FILTER_ID, filter);
  }
}
