/** What was read, deleted, or never in the list: kept that long, so that nothing is told twice. */
export const READ_DAYS = 90;
/** What nobody has read in a year is no news any more. */
export const UNREAD_DAYS = 365;
