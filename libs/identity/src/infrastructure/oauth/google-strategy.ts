import {
  Strategy,
  type GoogleCallbackParameters,
  type Profile,
  type VerifyCallback,
} from 'passport-google-oauth20';
import {
  ProviderFailure,
  type AuthorizationRequest,
  type ProviderAnswer,
} from '../../application/ports/oauth/oauth-provider';
import type { RequestContext } from '@almanac/platform';
import type { OutsideCalls } from './outside-calls';

export interface GoogleAddresses {
  clientID: string;
  clientSecret: string;
  callbackURL: string;
  authorizationURL: string;
  tokenURL: string;
}

/** What the token endpoint gives. */
export interface GoogleTokens {
  accessToken: string;
  idToken: string | undefined;
}

/** The strategy's own words for how an attempt ends; passport sets them for each request. */
interface Attempt {
  redirect(url: string): void;
  success(tokens: GoogleTokens): void;
  fail(): void;
  error(cause: unknown): void;
}

/**
 * passport-google-oauth20, driven without passport's middleware: that wants Express's response, and keeps
 * `state` in a session. State, PKCE and nonce are made and checked by the use case; the strategy writes the
 * addresses and makes the exchange. Its HTTP calls have neither a limit of time nor of size, so they are
 * replaced by ours.
 */
export class GoogleStrategy {
  constructor(
    private readonly addresses: GoogleAddresses,
    private readonly calls: OutsideCalls,
  ) {}

  async authorizationUrl({ state, nonce, codeChallenge }: AuthorizationRequest): Promise<string> {
    const strategy = new BoundedStrategy(this.addresses, () =>
      Promise.reject(new Error('Nothing is posted')),
    );
    return this.attempt<string>(strategy, {}, { state, nonce, codeChallenge }, (resolve) => ({
      redirect: resolve,
    }));
  }

  /** @throws ProviderFailure */
  async exchange(
    ctx: RequestContext,
    { code, codeVerifier }: Pick<ProviderAnswer, 'code' | 'codeVerifier'>,
  ): Promise<GoogleTokens> {
    const strategy = new BoundedStrategy(this.addresses, (form) =>
      this.calls.postForm(ctx, this.addresses.tokenURL, form),
    );
    return this.attempt<GoogleTokens>(strategy, { code }, { codeVerifier }, (resolve) => ({
      success: resolve,
    }));
  }

  private attempt<T>(
    strategy: BoundedStrategy,
    query: Record<string, string>,
    options: Record<string, string>,
    ending: (resolve: (value: T) => void) => Partial<Attempt>,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unexpected = (): void =>
        reject(new ProviderFailure('refused', 'the provider refuses the sign-in'));
      const attempt: Attempt = {
        redirect: unexpected,
        success: unexpected,
        fail: unexpected,
        error: (cause) => reject(failureOf(cause)),
        ...ending(resolve),
      };
      Object.assign(strategy, attempt).authenticate({ query } as StrategyRequest, options);
    });
  }
}

/** Of Express's request the strategy reads the query alone. */
type StrategyRequest = Parameters<Strategy['authenticate']>[0];

type TokenCallback = (error: unknown, accessToken?: string, refreshToken?: string, results?: object) => void;

/** For one attempt. */
class BoundedStrategy extends Strategy {
  constructor(
    addresses: GoogleAddresses,
    post: (form: Record<string, string>) => Promise<Record<string, unknown>>,
  ) {
    const { clientID, clientSecret } = addresses;
    super(
      { ...addresses, scope: ['openid', 'email', 'profile'], skipUserProfile: true },
      (
        accessToken: string,
        _refresh: string,
        results: GoogleCallbackParameters,
        _profile: Profile,
        done: VerifyCallback,
      ) => {
        done(null, { accessToken, idToken: results.id_token } satisfies GoogleTokens);
      },
    );
    // Without a store of its own the strategy leaves `state` alone: the use case has checked it already.
    Object.assign(this._oauth2, {
      getOAuthAccessToken: (code: string, parameters: Record<string, string>, done: TokenCallback) => {
        post({ ...parameters, code, client_id: clientID, client_secret: clientSecret })
          .then((results) => done(null, textOf(results['access_token']), undefined, results))
          .catch((error: unknown) => done(error));
      },
    });
  }

  override authorizationParams(options: Record<string, string>): object {
    const { nonce, codeChallenge } = options;
    return { nonce, code_challenge: codeChallenge, code_challenge_method: 'S256' };
  }

  override tokenParams({ codeVerifier }: Record<string, string>): object {
    return { code_verifier: codeVerifier };
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** passport wraps what went wrong. */
function failureOf(cause: unknown): ProviderFailure {
  if (cause instanceof ProviderFailure) return cause;
  const inner: unknown = cause instanceof Error && 'oauthError' in cause ? cause.oauthError : undefined;
  return inner instanceof ProviderFailure
    ? inner
    : new ProviderFailure('invalid', 'the token endpoint of the provider gave no token');
}
