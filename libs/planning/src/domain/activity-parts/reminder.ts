import type { Id } from '@almanac/kernel';
import { refused } from '../refusals';
import { instant } from '../time-range';

/** Reminders: at a time of their own, or so many minutes before the due date, with which they move then. */
export const reminderTypes = ['email', 'push', 'sms', 'in-app'] as const;
export type ReminderType = (typeof reminderTypes)[number];

export const MAX_REMINDERS = 20;
/** A year, in minutes. */
export const MAX_REMINDER_OFFSET = 366 * 24 * 60;

/** One of `time` (UTC text) and `offset` (minutes) is set. */
export interface ReminderContent {
  type: ReminderType;
  time: string | null;
  offset: number | null;
}

/** A reminder as it is kept: by this it comes back just as it was. Times are UTC texts. */
export interface KeptReminder extends ReminderContent {
  id: Id;
  /** Who set it. */
  userId: Id;
  sentAt: string | null;
  createdAt: string;
}

/** What a client sends. A time takes the place of an offset, and the other way round. */
export interface ReminderInput {
  type?: string | undefined;
  time?: string | null | undefined;
  offset?: number | null | undefined;
}

/** @throws DomainError VALIDATION_ERROR unless it says when, in one way. */
export function newReminder(input: ReminderInput & { type: string }, timeZone: string): ReminderContent {
  return changedReminder({ type: 'in-app', time: null, offset: null }, input, timeZone);
}

/** A merge patch. @throws DomainError VALIDATION_ERROR where it would say when in no way, or in two. */
export function changedReminder(
  before: ReminderContent,
  { type, time, offset }: ReminderInput,
  timeZone: string,
): ReminderContent {
  const [hasTime, hasOffset] = [typeof time === 'string', typeof offset === 'number'];
  if (hasTime && hasOffset) {
    throw refused({ field: 'offset', message: 'offset does not go together with time', rule: 'exclusive' });
  }
  const next: ReminderContent = {
    type: reminderTypes.find((one) => one === type) ?? before.type,
    time:
      typeof time === 'string'
        ? instant(time, timeZone, 'time')
        : time === null || hasOffset
          ? null
          : before.time,
    offset: typeof offset === 'number' ? offset : offset === null || hasTime ? null : before.offset,
  };
  if (next.time === null && next.offset === null) {
    throw refused({ field: 'time', message: 'time or offset must say when', rule: 'required' });
  }
  return next;
}

/** Whether a reminder is for another time than it was: then it may be sent again. */
export function movesReminder(before: ReminderContent, after: ReminderContent): boolean {
  return before.time !== after.time || before.offset !== after.offset;
}
