import type { ConfigValues } from '@almanac/platform';

/** Whether this server treats an e-mail address as somebody's only when they have proved that it is (EMAIL_VERIFICATION). */
export function demandsVerifiedEmail({
  EMAIL_VERIFICATION: setting,
  NODE_ENV,
}: Pick<ConfigValues, 'EMAIL_VERIFICATION' | 'NODE_ENV'>): boolean {
  return setting === 'required' || (setting === 'auto' && NODE_ENV === 'production');
}
