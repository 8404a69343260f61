/** Parameters that would carry a credential into logs and histories; refused at every door (spec: fine-print.md). */
const CREDENTIAL_IN_QUERY =
  /[?&](access_token|refresh_token|auth_token|token|jwt|bearer|api[-_]?key|x-api-key)=/i;
/** An API key under whatever name. */
const KEY_IN_QUERY = /[?&][^=&]*=ak_(live|test)_/i;

export function hasCredentialInQuery(url: string): boolean {
  return url.includes('?') && (CREDENTIAL_IN_QUERY.test(url) || KEY_IN_QUERY.test(url));
}
