import { AssigneesController } from './assignees.controller';
import { AttachmentsController } from './attachments.controller';
import { ChecklistController } from './checklist.controller';
import { CommentsController } from './comments.controller';
import { FiltersController } from '../filters/filters.controller';
import { QuickAddController } from '../quick-add/quick-add.controller';
import { RemindersController } from './reminders.controller';
import { TimersController } from './timers.controller';
import { ViewsController } from '../views/views.controller';

/** What belongs to activities and has addresses of its own, and the ways to look at them. */
export const activityPartControllers = [
  QuickAddController,
  AssigneesController,
  AttachmentsController,
  ChecklistController,
  CommentsController,
  RemindersController,
  TimersController,
  FiltersController,
  ViewsController,
];
