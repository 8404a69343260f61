import type { JWTPayload } from 'jose';
import { isId } from '@almanac/kernel';
import type { Config, OutgoingClient, RequestContext } from '@almanac/platform';
import {
  OAuthProvider,
  ProviderFailure,
  type AuthorizationRequest,
  type ProviderAnswer,
} from '../../application/ports/oauth/oauth-provider';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { authorizationUrl, callbackUrl } from './callback-url';
import { IdTokens } from './id-tokens';
import { openIdIdentity } from './openid-claims';
import { objectOf, OutsideCalls } from './outside-calls';

/** Stands in the setting for the tenant that a person comes from. */
const TENANT = '{tenantid}';

/**
 * Microsoft's identity platform, version 2. People come from many tenants, each an issuer of its own: a person
 * is issuer and subject together, never the e-mail address, which a tenant's admin may write as they like.
 */
export class MicrosoftProvider extends OAuthProvider {
  override readonly name = 'microsoft';
  override readonly issuer: string | undefined;
  private readonly idTokens: IdTokens;
  private readonly calls: OutsideCalls;

  constructor(
    private readonly config: Config,
    outgoing: OutgoingClient,
  ) {
    super();
    const { MICROSOFT_ISSUER: issuer } = config;
    this.issuer = issuer.includes(TENANT) ? undefined : issuer;
    this.calls = new OutsideCalls(outgoing, 'microsoft', config.OAUTH_TIMEOUT_MS);
    this.idTokens = new IdTokens(
      {
        jwksUrl: config.MICROSOFT_JWKS_URL,
        audiences: [config.MICROSOFT_CLIENT_ID],
        issuerIsRight: (claims) => issuerIsRight(issuer, claims),
      },
      this.calls,
    );
  }

  override async authorizationUrl({ state, nonce, codeChallenge }: AuthorizationRequest): Promise<string> {
    return authorizationUrl(this.config.MICROSOFT_AUTHORIZATION_URL, {
      client_id: this.config.MICROSOFT_CLIENT_ID,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: callbackUrl(this.config, this.name),
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
  }

  override async identify(
    ctx: RequestContext,
    { code, codeVerifier, nonce }: ProviderAnswer,
  ): Promise<OutsideIdentity> {
    const tokens = await this.calls.postForm(ctx, this.config.MICROSOFT_TOKEN_URL, {
      grant_type: 'authorization_code',
      client_id: this.config.MICROSOFT_CLIENT_ID,
      client_secret: this.config.MICROSOFT_CLIENT_SECRET,
      redirect_uri: callbackUrl(this.config, this.name),
      code,
      code_verifier: codeVerifier,
    });
    const claims = await this.idTokens.verify(ctx, tokens['id_token'], nonce);
    const userinfo =
      claims['email'] === undefined ? await this.userinfo(ctx, tokens['access_token']) : undefined;
    return openIdIdentity(this.name, String(claims.iss), claims, userinfo);
  }

  private async userinfo(ctx: RequestContext, accessToken: unknown): Promise<Record<string, unknown>> {
    if (typeof accessToken !== 'string')
      throw new ProviderFailure('invalid', 'the provider gave no access token');
    return objectOf(await this.calls.getJson(ctx, this.config.MICROSOFT_USERINFO_URL, accessToken));
  }
}

/** For all tenants at once, the issuer must be that of the tenant that the token itself names. */
function issuerIsRight(setting: string, { iss, tid }: JWTPayload): boolean {
  if (!setting.includes(TENANT)) return iss === setting;
  return typeof tid === 'string' && isId(tid) && iss === setting.replace(TENANT, tid);
}
