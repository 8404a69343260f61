/** Errors that a client hears of at its `redirect_uri`: those of RFC 6749 section 4.1.2.1, and no text of a provider. */
export type RedirectError = 'access_denied' | 'server_error' | 'temporarily_unavailable';

/** What a client is told for the `error` that a provider gave. */
export function redirectErrorOf(providerError: string): RedirectError {
  // Google and Microsoft have names of their own for a person who says no.
  if (/^(access_denied|user_cancelled_authorize|consent_required|interaction_required)$/.test(providerError))
    return 'access_denied';
  return providerError === 'temporarily_unavailable' ? 'temporarily_unavailable' : 'server_error';
}

/** The client's own address with the outcome in its query; what stands there already stays. */
export function clientRedirect(
  redirectUri: string,
  outcome: { code: string } | { error: RedirectError },
  state: string | null,
): string {
  const url = new URL(redirectUri);
  for (const name of ['code', 'error', 'state']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}

/** Whether an address can be one that outcomes are sent to: absolute, and without a fragment (RFC 6749, 3.1.2). */
export function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hash, username, password } = new URL(text);
  const active = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:'].includes(protocol);
  return !active && hash === '' && !text.includes('#') && username === '' && password === '';
}
