/** SQL on what an account may do; `u` is an alias of `users`, and the permissions of its tier count too. */
export const ownerPermissions = `
  (SELECT coalesce(array_agg(DISTINCT permission ORDER BY permission), '{}')
     FROM roles r, unnest(r.permissions) AS permission
    WHERE (r.system AND r.name = u.tier)
       OR r.id IN (SELECT role_id FROM user_roles ur WHERE ur.user_id = u.id))`;

export const isAdmin = `
  EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id
           WHERE ur.user_id = u.id AND r.system AND r.name = 'admin')`;

/** Of the roles of the whole system; read in the same statement as what it is about. */
export const roleEpoch = '(SELECT epoch FROM role_epoch)::float8';
