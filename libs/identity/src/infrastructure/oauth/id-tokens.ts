import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose';
import { RequestContext } from '@almanac/platform';
import { ProviderFailure } from '../../application/ports/oauth/oauth-provider';
import type { OutsideCalls } from './outside-calls';

/** An ID token of a provider is far shorter. */
const MAX_TOKEN_LENGTH = 16 * 1024;
/** Nothing symmetric: with the public key as a secret, anybody could sign (RFC 8725 section 3.1). */
const ALGORITHMS = ['RS256', 'ES256'];
const CLOCK_TOLERANCE_SECONDS = 30;
/** Keys are asked for again after this time, or when a token names one that is not known. */
const KEYS_MAX_AGE_MS = 10 * 60 * 1000;
const KEYS_COOLDOWN_MS = 10 * 1000;

export interface IdTokenRules {
  jwksUrl: string;
  /** Whom tokens may be for: client ids. */
  audiences: readonly string[];
  /** Whether the issuer is the provider. */
  issuerIsRight(claims: JWTPayload): boolean;
  /** How long an unknown key is not asked for again. */
  keysCooldownMs?: number;
}

/** Verifies ID tokens of one provider (OpenID Connect Core section 3.1.3.7). */
export class IdTokens {
  private readonly keys: RemoteJWKSet;
  /** Keys are asked for once for all who wait for them: in the name of whoever has come last. */
  private asking = RequestContext.system();

  constructor(
    private readonly rules: IdTokenRules,
    calls: OutsideCalls,
  ) {
    this.keys = createRemoteJWKSet(new URL(rules.jwksUrl), {
      cacheMaxAge: KEYS_MAX_AGE_MS,
      cooldownDuration: rules.keysCooldownMs ?? KEYS_COOLDOWN_MS,
      [customFetch]: async (url) => {
        const { status, text } = await calls.send(this.asking, url, {
          method: 'GET',
          headers: { accept: 'application/json' },
        });
        if (status !== 200)
          throw new ProviderFailure('unavailable', 'the keys of the provider cannot be had');
        return new Response(text, { status });
      },
    });
  }

  /**
   * The claims of a token.
   * @param nonce that the token must carry, where this server has asked for it
   * @throws ProviderFailure
   */
  async verify(
    ctx: RequestContext,
    token: unknown,
    nonce: string | undefined,
  ): Promise<JWTPayload & { sub: string }> {
    if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH) throw invalid('there is no ID token');
    const claims = await this.check(ctx, token);
    const { sub, aud, azp } = claims;
    if (!this.rules.issuerIsRight(claims)) throw invalid('the ID token is of another issuer');
    // A token for several parties names the one that asked for it.
    const several = Array.isArray(aud) && aud.length > 1;
    if ((several || azp !== undefined) && !this.rules.audiences.includes(String(azp)))
      throw invalid('the ID token was asked for by another party');
    if (nonce !== undefined && claims['nonce'] !== nonce) throw invalid('the ID token has another nonce');
    if (sub === undefined || sub === '') throw invalid('the ID token names nobody');
    return { ...claims, sub };
  }

  /** Microsoft serves the keys of many tenants together, and says of some whose they are. */
  private refuseKeyOfAnother(kid: string | undefined, { iss, tid }: JWTPayload): void {
    const key: object | undefined = this.keys.jwks()?.keys.find((known) => known.kid === kid);
    const owner: unknown = key && Reflect.get(key, 'issuer');
    if (typeof owner === 'string' && owner.replace('{tenantid}', String(tid)) !== iss)
      throw invalid('the key of the ID token is of another issuer');
  }

  private async check(ctx: RequestContext, token: string): Promise<JWTPayload> {
    const keys: JWTVerifyGetKey = (header, jws) => {
      this.asking = ctx;
      return this.keys(header, jws);
    };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        audience: [...this.rules.audiences],
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      this.refuseKeyOfAnother(protectedHeader.kid, payload);
      return payload;
    } catch (error) {
      throw failureOf(error);
    }
  }
}

function failureOf(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof errors.JWTExpired) return new ProviderFailure('expired', 'the ID token has expired');
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    return new ProviderFailure('unavailable', 'the keys of the provider cannot be had');
  return invalid('the ID token does not hold');
}

function invalid(message: string): ProviderFailure {
  return new ProviderFailure('invalid', message);
}
