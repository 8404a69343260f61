import { AssigneeService } from '../../application/activity-parts/assignee.service';
import { AssignmentRelease } from '../../application/activity-parts/assignment-release';
import { AttachedFiles } from '../../application/activity-parts/attached-files';
import { AttachmentRelease } from '../../application/activity-parts/attachment-release';
import { AttachmentService } from '../../application/activity-parts/attachment.service';
import { ChecklistService } from '../../application/activity-parts/checklist.service';
import { CommentAnnouncements } from '../../application/activity-parts/comment-announcements';
import { CommentService } from '../../application/activity-parts/comment.service';
import { ActivityLinks } from '../../application/activity-parts/activity-links';
import { ExampleParts } from '../../application/activity-parts/example-parts';
import { ReminderFiring } from '../../application/activity-parts/reminder-firing';
import { ReminderService } from '../../application/activity-parts/reminder.service';
import { TimerService } from '../../application/activity-parts/timer.service';
import { ActivityLinkStore } from '../../application/ports/activity-link-store';
import { DayEntriesQuery } from '../../application/views/day-entries';
import { DayViews } from '../../application/ports/day-views';
import { SavedFilterService } from '../../application/filters/saved-filter.service';
import { SavedFilterStore } from '../../application/ports/saved-filter-store';
import { SqlSavedFilterStore } from '../filters/sql-saved-filter.store';
import { SqlDayViews } from '../views/sql-day.views';
import { Inbox } from '../../application/quick-add/inbox';
import { QuickAddService } from '../../application/quick-add/quick-add.service';
import { UsedSections } from '../../application/ports/used-sections';
import { SqlUsedSections } from '../quick-add/sql-used-sections';
import { AttachmentStore } from '../../application/ports/attachment-store';
import { CommentStore } from '../../application/ports/comment-store';
import { DueReminders } from '../../application/ports/due-reminders';
import { ReminderStore } from '../../application/ports/reminder-store';
import { TimerStore } from '../../application/ports/timer-store';
import { SqlActivityLinkStore } from './sql-activity-link.store';
import { SqlAttachmentStore } from './sql-attachment.store';
import { SqlCommentStore } from './sql-comment.store';
import { SqlDueReminders } from './sql-due-reminders';
import { SqlReminderStore } from './sql-reminder.store';
import { SqlTimerStore } from './sql-timer.store';

/** The parts of activities, filters and views, for every process. */
export const activityPartProviders = [
  { provide: ActivityLinkStore, useClass: SqlActivityLinkStore },
  { provide: AttachmentStore, useClass: SqlAttachmentStore },
  { provide: CommentStore, useClass: SqlCommentStore },
  { provide: DueReminders, useClass: SqlDueReminders },
  { provide: ReminderStore, useClass: SqlReminderStore },
  { provide: TimerStore, useClass: SqlTimerStore },
  { provide: SavedFilterStore, useClass: SqlSavedFilterStore },
  { provide: DayViews, useClass: SqlDayViews },
  { provide: UsedSections, useClass: SqlUsedSections },
  ActivityLinks,
  AssigneeService,
  AssignmentRelease,
  AttachedFiles,
  AttachmentRelease,
  AttachmentService,
  ChecklistService,
  CommentAnnouncements,
  CommentService,
  DayEntriesQuery,
  ExampleParts,
  Inbox,
  QuickAddService,
  ReminderFiring,
  ReminderService,
  SavedFilterService,
  TimerService,
];
