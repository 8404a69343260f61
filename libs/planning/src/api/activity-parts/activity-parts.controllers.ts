import { AssigneesController } from './assignees.controller';
import { ChecklistController } from './checklist.controller';
import { CommentsController } from './comments.controller';
import { RemindersController } from './reminders.controller';
import { TimersController } from './timers.controller';

/** What belongs to an activity and has addresses of its own. */
export const activityPartControllers = [
  AssigneesController,
  ChecklistController,
  CommentsController,
  RemindersController,
  TimersController,
];
