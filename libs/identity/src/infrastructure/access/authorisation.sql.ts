import { tierNow as tierOf } from '@almanac/platform';

/** The tier that counts now; `u` is an alias of `users`. */
export const tierNow = tierOf('u');

/** Whether a tier that was given by hand has ended. */
export const giftEnded = 'coalesce(u.given_until <= now(), false)';

/** Seconds until that tier may change by itself; null where it does not. */
export const tierSecondsLeft = `
  (CASE WHEN u.given_until > now() THEN extract(epoch FROM u.given_until - now())::float8 END)`;

/** SQL on what an account may do; `u` is an alias of `users`, and the permissions of its tier count too. */
export const ownerPermissions = `
  (SELECT coalesce(array_agg(DISTINCT permission ORDER BY permission), '{}')
     FROM roles r, unnest(r.permissions) AS permission
    WHERE (r.system AND r.name = ${tierNow})
       OR r.id IN (SELECT role_id FROM user_roles ur WHERE ur.user_id = u.id))`;

export const isAdmin = `
  EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
           WHERE ur.user_id = u.id AND r.system AND r.name = 'admin')`;

/** Of the roles of the whole system; read in the same statement as what it is about. */
export const roleEpoch = '(SELECT epoch FROM role_epoch)::float8';
