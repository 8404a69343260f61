import { RESTORABLE_DAYS } from '../../domain/leaving/retention';

const restorableSince = `now() - interval '${RESTORABLE_DAYS} days'`;

/** Whether the account `u` is deleted and a sign-in brings it back. */
export const restorable = `coalesce(u.deleted_at > ${restorableSince}, false)`;
/** Whether a sign-in opens the account `u`, or brings it back and opens it. */
export const canBeOpened = `(u.status = 'active' OR (u.status = 'deleted' AND ${restorable}))`;
/** Whether the account `u` is deleted and nothing brings it back: the very opposite, by the same clock. */
export const pastRestoring = `u.deleted_at <= ${restorableSince}`;
