import type { ProviderCallback } from '../../application/oauth/oauth-flow.service';

/** Longer than any provider's code or our state. */
const LONGEST = 4096;

/**
 * What a provider's redirect brings. It is not checked like a client's input: providers add parameters of
 * their own (`scope`, `session_state`, `hd` …), and what is malformed counts as missing.
 */
export function providerCallback(
  query: object,
  provider: string,
  browser: string | undefined,
): ProviderCallback {
  const single = (name: string): string | undefined => {
    const value: unknown = Reflect.get(query, name);
    return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined;
  };
  return {
    provider,
    browser,
    state: single('state'),
    code: single('code'),
    error: single('error'),
    issuer: single('iss'),
  };
}
