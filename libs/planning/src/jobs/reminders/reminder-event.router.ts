import { Injectable } from '@nestjs/common';
import { RoutesEvents, toJob, type Delivery, type EventRouter, type RelayedEvent } from '@almanac/platform';

/** Has the reminders planned of whatever changes: one may be due before the next sweep. */
@Injectable()
@RoutesEvents()
export class ReminderEventRouter implements EventRouter {
  route(event: RelayedEvent): Delivery[] {
    switch (event.name) {
      case 'activity.created':
      case 'activity.updated':
      case 'activity.moved':
      case 'activity.restored': {
        const { activity } = event.payload;
        return waits(activity.reminders) ? [toJob('reminders', 'plan', { activityId: activity.id })] : [];
      }
      // A copy has its activities from the beginning, without an event of theirs.
      case 'planner.created': {
        const { planner } = event.payload;
        return planner.activitiesCount === 0 ? [] : [toJob('reminders', 'plan', { plannerId: planner.id })];
      }
      default:
        return [];
    }
  }
}

/** Whether any of the reminders, as an activity shows them, has not gone off. */
function waits(reminders: unknown): boolean {
  return (
    Array.isArray(reminders) &&
    reminders.some(
      (one: unknown) => typeof one === 'object' && one !== null && Reflect.get(one, 'sent') === false,
    )
  );
}
