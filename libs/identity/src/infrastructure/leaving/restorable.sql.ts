import { RESTORABLE_DAYS } from '../../domain/leaving/retention';

const restorableSince = `now() - interval '${RESTORABLE_DAYS} days'`;

/** Whether the account `u` is deleted and a sign-in brings it back. */
export const restorable = `coalesce(u.deleted_at > ${restorableSince}, false)`;
/** Whether the account `u` is deleted and nothing brings it back: the very opposite, by the same clock. */
export const pastRestoring = `u.deleted_at <= ${restorableSince}`;
