/**
 * One sentence for a person on why a process did not start.
 * @param setting by which it was given its port
 */
export function describeStartError(error: unknown, setting: 'PORT' | 'WORKER_PORT' = 'PORT'): string {
  if (!(error instanceof Error)) return 'The start failed for an unknown reason.';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const port = 'port' in error ? String(error.port) : '';
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken; stop what listens there, or set ${setting} to another one.`;
  if (code === 'EACCES' && port !== '')
    return `Port ${port} may not be used by this user; set ${setting} to one above 1023.`;
  if (code === '28P01' || code === '28000')
    return 'The database refuses the user or password in DATABASE_URL.';
  if (code === '3D000') return 'The database named in DATABASE_URL does not exist.';
  if (
    ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code) ||
    /timeout expired|Connection terminated/i.test(error.message)
  ) {
    return 'The database does not answer at the address in DATABASE_URL; check that it runs and can be reached.';
  }
  return `The start failed: ${error.message}`;
}
