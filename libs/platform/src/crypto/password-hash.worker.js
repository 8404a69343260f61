// Runs in a thread of its own, at low priority (see password-hasher.ts). Plain JavaScript, because a worker
// thread loads it as it stands, from the sources in tests and from dist in production.
const { compareSync, hashSync } = require('bcrypt');

/**
 * @param {{ password: string, cost: number } | { password: string, hash: string }} task
 * @returns {string | boolean} the new hash, or whether the password belongs to the hash
 */
module.exports = (task) =>
  'hash' in task ? compareSync(task.password, task.hash) : hashSync(task.password, task.cost);
