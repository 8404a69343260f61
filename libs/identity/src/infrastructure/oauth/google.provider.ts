import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { Config, OutgoingClient, type RequestContext } from '@almanac/platform';
import {
  GoogleIdTokens,
  OAuthProvider,
  type AuthorizationRequest,
  type ProviderAnswer,
} from '../../application/ports/oauth/oauth-provider';
import type { OutsideIdentity } from '../../domain/oauth/outside-identity';
import { callbackUrl } from './callback-url';
import { GoogleStrategy } from './google-strategy';
import { IdTokens } from './id-tokens';
import { openIdIdentity } from './openid-claims';
import { objectOf, OutsideCalls } from './outside-calls';

/** Google, by passport-google-oauth20; who it is, by the ID token. */
export class GoogleProvider extends OAuthProvider {
  override readonly name = 'google';
  override readonly issuer: string;
  private readonly strategy: GoogleStrategy;
  private readonly idTokens: IdTokens;
  private readonly calls: OutsideCalls;

  constructor(
    private readonly config: Config,
    outgoing: OutgoingClient,
  ) {
    super();
    this.issuer = config.GOOGLE_ISSUER;
    this.calls = new OutsideCalls(outgoing, 'google', config.OAUTH_TIMEOUT_MS);
    this.idTokens = googleIdTokens(config, this.calls, [config.GOOGLE_CLIENT_ID]);
    this.strategy = new GoogleStrategy(
      {
        clientID: config.GOOGLE_CLIENT_ID,
        clientSecret: config.GOOGLE_CLIENT_SECRET,
        callbackURL: callbackUrl(config, this.name),
        authorizationURL: config.GOOGLE_AUTHORIZATION_URL,
        tokenURL: config.GOOGLE_TOKEN_URL,
      },
      this.calls,
    );
  }

  override authorizationUrl(request: AuthorizationRequest): Promise<string> {
    return this.strategy.authorizationUrl(request);
  }

  override async identify(ctx: RequestContext, answer: ProviderAnswer): Promise<OutsideIdentity> {
    const { accessToken, idToken } = await this.strategy.exchange(ctx, answer);
    const claims = await this.idTokens.verify(ctx, idToken, answer.nonce);
    // Google puts the address into the ID token; other OpenID providers keep it for their user info.
    const userinfo =
      claims['email'] === undefined
        ? objectOf(await this.calls.getJson(ctx, this.config.GOOGLE_USERINFO_URL, accessToken))
        : undefined;
    return openIdIdentity(this.name, this.issuer, claims, userinfo);
  }
}

/** ID tokens that Google gave to a client: a website's button, or an app, which has a client id of its own. */
@Injectable()
export class RemoteGoogleIdTokens extends GoogleIdTokens {
  override readonly on: boolean;
  private readonly idTokens: IdTokens | undefined;
  private readonly issuer: string;

  constructor(config: Config, outgoing: OutgoingClient) {
    super();
    this.on = config.GOOGLE_CLIENT_ID !== '' && config.GOOGLE_CLIENT_SECRET !== '';
    this.issuer = config.GOOGLE_ISSUER;
    const audiences = [config.GOOGLE_CLIENT_ID, ...config.GOOGLE_APP_CLIENT_IDS];
    const calls = new OutsideCalls(outgoing, 'google', config.OAUTH_TIMEOUT_MS);
    this.idTokens = this.on ? googleIdTokens(config, calls, audiences) : undefined;
  }

  override async identify(ctx: RequestContext, googleToken: string): Promise<OutsideIdentity> {
    if (!this.idTokens) throw new Error('Google is not switched on');
    const claims = await this.idTokens.verify(ctx, googleToken, undefined);
    return openIdIdentity('google', this.issuer, claims, undefined);
  }
}

function googleIdTokens(config: Config, calls: OutsideCalls, audiences: readonly string[]): IdTokens {
  const issuer = config.GOOGLE_ISSUER;
  return new IdTokens(
    {
      jwksUrl: config.GOOGLE_JWKS_URL,
      audiences,
      // Google writes its own name in both ways.
      issuerIsRight: ({ iss }: JWTPayload) =>
        iss === issuer || (iss === 'accounts.google.com' && issuer === `https://${iss}`),
    },
    calls,
  );
}
