import type { RequestContext } from '@almanac/platform';
import type { OutsideIdentity, ProviderName } from '../../../domain/oauth/outside-identity';

/** What is sent along with a person to their provider. */
export interface AuthorizationRequest {
  state: string;
  /** Comes back in the ID token of OpenID providers. */
  nonce: string;
  /** S256 of the verifier (RFC 7636). */
  codeChallenge: string;
}

/** What a person brings back from their provider. */
export interface ProviderAnswer {
  code: string;
  codeVerifier: string;
  nonce: string;
}

/** One outside provider. Its protocol and its library stay behind this. */
export abstract class OAuthProvider {
  abstract readonly name: ProviderName;
  /** Whom the provider calls itself in answers that name their sender (RFC 9207); undefined where it does not. */
  abstract readonly issuer: string | undefined;
  /** The page at the provider where the person says yes. */
  abstract authorizationUrl(request: AuthorizationRequest): Promise<string>;
  /**
   * Exchanges the provider's code, and asks who the person is.
   * @throws ProviderFailure
   */
  abstract identify(ctx: RequestContext, answer: ProviderAnswer): Promise<OutsideIdentity>;
}

/** The providers that are switched on. */
export abstract class OAuthProviders {
  abstract readonly names: readonly ProviderName[];
  abstract find(name: string): OAuthProvider | undefined;
}

/** Google's ID tokens, as its own sign-in button gives them to a client. */
export abstract class GoogleIdTokens {
  /** Whether Google is switched on. */
  abstract readonly on: boolean;
  /**
   * Checks signature, algorithm, audience, issuer and time.
   * @throws ProviderFailure
   */
  abstract identify(ctx: RequestContext, googleToken: string): Promise<OutsideIdentity>;
}

export type FailureReason =
  /** Not there, too slow, or broken just now. */
  | 'unavailable'
  /** The provider refuses the code. */
  | 'refused'
  /** What came is not what the provider would say of this sign-in: wrong signature, issuer, audience, nonce. */
  | 'invalid'
  | 'expired';

/** A provider gave no identity. The message is for logs and holds nothing that the provider sent. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';

  constructor(
    readonly reason: FailureReason,
    message: string,
  ) {
    super(message);
  }
}
