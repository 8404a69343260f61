import type { Config, OutgoingClient, RequestContext } from '@almanac/platform';
import {
  OAuthProvider,
  ProviderFailure,
  type AuthorizationRequest,
  type ProviderAnswer,
} from '../../application/ports/oauth/oauth-provider';
import { profileOf, type OutsideIdentity } from '../../domain/oauth/outside-identity';
import { authorizationUrl, callbackUrl } from './callback-url';
import { objectOf, OutsideCalls } from './outside-calls';

const JSON_OF_GITHUB = 'application/vnd.github+json';

/**
 * GitHub: OAuth without OpenID, so who it is comes from its API. Of the addresses only the primary one
 * counts, and GitHub says whether it is verified; the one in the public profile may be anything.
 */
export class GithubProvider extends OAuthProvider {
  override readonly name = 'github';
  override readonly issuer = undefined;
  private readonly calls: OutsideCalls;
  private readonly api: string;

  constructor(
    private readonly config: Config,
    outgoing: OutgoingClient,
  ) {
    super();
    this.calls = new OutsideCalls(outgoing, 'github', config.OAUTH_TIMEOUT_MS);
    this.api = config.GITHUB_API_URL.replace(/\/$/, '');
  }

  override async authorizationUrl({ state, codeChallenge }: AuthorizationRequest): Promise<string> {
    return authorizationUrl(this.config.GITHUB_AUTHORIZATION_URL, {
      client_id: this.config.GITHUB_CLIENT_ID,
      redirect_uri: callbackUrl(this.config, this.name),
      scope: 'read:user user:email',
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
  }

  override async identify(
    ctx: RequestContext,
    { code, codeVerifier }: ProviderAnswer,
  ): Promise<OutsideIdentity> {
    const accessToken = await this.accessToken(ctx, code, codeVerifier);
    const user = objectOf(await this.calls.getJson(ctx, `${this.api}/user`, accessToken, JSON_OF_GITHUB));
    const { id } = user;
    if (typeof id !== 'number' || !Number.isSafeInteger(id))
      throw new ProviderFailure('invalid', 'the provider names nobody');
    const primary = await this.primaryAddress(ctx, accessToken);
    return {
      provider: this.name,
      issuer: new URL(this.api).origin,
      subject: String(id),
      ...profileOf({
        email: primary?.['email'],
        emailVerified: primary?.['verified'] === true,
        name: user['name'] ?? user['login'],
        picture: user['avatar_url'],
      }),
    };
  }

  /** GitHub answers a wrong code with status 200 and an `error`. */
  private async accessToken(ctx: RequestContext, code: string, codeVerifier: string): Promise<string> {
    const { access_token: token } = await this.calls.postForm(ctx, this.config.GITHUB_TOKEN_URL, {
      client_id: this.config.GITHUB_CLIENT_ID,
      client_secret: this.config.GITHUB_CLIENT_SECRET,
      redirect_uri: callbackUrl(this.config, this.name),
      code,
      code_verifier: codeVerifier,
    });
    if (typeof token !== 'string' || token === '')
      throw new ProviderFailure('refused', 'the provider refuses the code');
    return token;
  }

  private async primaryAddress(
    ctx: RequestContext,
    accessToken: string,
  ): Promise<Record<string, unknown> | undefined> {
    const answer = await this.calls.getJson(ctx, `${this.api}/user/emails`, accessToken, JSON_OF_GITHUB);
    if (!Array.isArray(answer)) throw new ProviderFailure('invalid', 'the provider gives no addresses');
    return answer.map(objectOf).find((address) => address['primary'] === true);
  }
}
