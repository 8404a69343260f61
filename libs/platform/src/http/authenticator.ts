import type { Principal } from '../context';

/** What a request brings to show who it is. */
export interface Credentials {
  kind: 'bearer' | 'apiKey';
  secret: string;
}

/** What a credential says by itself, before anything is looked up. */
export interface ClaimedIdentity {
  /** The key under which the present state of this sign-in is cached: one for each session or API key. */
  stateKey: string;
  /** The key under which its requests are counted. */
  rateKey: string;
  /** When the credential expires by itself, in milliseconds since 1970; undefined where it does not. */
  expiresAt?: number | undefined;
  /**
   * Anybody can make up a text that passes `identify`: the state alone tells whether there is such a
   * credential. What turns out to be made up is counted by address, and nothing is kept of it.
   */
  forgeable?: boolean;
}

/**
 * Knows credentials. Identity implements it; the platform's guard uses it, so that HTTP, sockets and
 * tests sign in the same way.
 */
export abstract class Authenticator {
  /**
   * Checks the credential by itself (signature, form, expiry), with no look-up.
   * @throws DomainError INVALID_TOKEN or TOKEN_EXPIRED
   */
  abstract identify(credentials: Credentials): ClaimedIdentity;

  /**
   * The principal from its cached state, or undefined where the state says that the sign-in has ended.
   * @param ip where the caller is: an API key may be bound to addresses
   * @throws DomainError TOKEN_EXPIRED, FORBIDDEN
   */
  abstract fromState(state: string, ip: string | undefined): Principal | undefined;

  /** Reads the present state from PostgreSQL and caches it; the text goes to `fromState`. */
  abstract loadState(identity: ClaimedIdentity): Promise<string>;
}
