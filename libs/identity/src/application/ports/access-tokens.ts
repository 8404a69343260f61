import type { Id } from '@almanac/kernel';

/** What an access token says. Clients may read it; the server trusts only `sub` and `sid` of it. */
export interface AccessClaims {
  sub: Id;
  sid: Id;
  email: string;
  role: string;
  permissions: readonly string[];
  /** Who acts as the user (RFC 8693 section 4.1). */
  act?: { sub: Id };
}

/** What the server takes from a verified token: keys, made once for each token. */
export interface VerifiedAccess {
  readonly userId: Id;
  readonly sessionId: Id;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Access tokens: JWT signed by HS256 (RFC 7519). */
export abstract class AccessTokens {
  /** @param seconds life of the token */
  abstract issue(claims: AccessClaims, seconds: number): string;

  /**
   * Checks signature, algorithm, type, issuer, audience and time.
   * @throws DomainError INVALID_TOKEN or TOKEN_EXPIRED
   */
  abstract verify(token: string): VerifiedAccess;
}
