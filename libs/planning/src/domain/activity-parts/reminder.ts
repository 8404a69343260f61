/** Reminders: at a time of their own, or so many minutes before the due date, with which they move then. */
export const reminderTypes = ['email', 'push', 'sms', 'in-app'] as const;
export type ReminderType = (typeof reminderTypes)[number];

export const MAX_REMINDERS = 20;
/** A year, in minutes. */
export const MAX_REMINDER_OFFSET = 366 * 24 * 60;
