import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, validationError, type Id } from '@almanac/kernel';
import {
  Config,
  LOGGER,
  tokenHash,
  UnitOfWork,
  type PinoLogger,
  type RequestContext,
} from '@almanac/platform';
import {
  clientRedirect,
  isRedirectUri,
  redirectErrorOf,
  type RedirectError,
} from '../../domain/oauth/client-redirect';
import type { OutsideIdentity, ProviderName } from '../../domain/oauth/outside-identity';
import { OAuthFlowRepository } from '../ports/oauth/oauth-flow.repository';
import { OAuthProviders, ProviderFailure, type OAuthProvider } from '../ports/oauth/oauth-provider';
import { FlowTokens } from './flow-tokens';
import { providerOff } from './provider-refusal';

/** What a client asks for when it sends a person to a provider. */
export interface BeginFlow {
  provider: string;
  /** The first of the allow-list where it is left out. */
  redirectUri: string | undefined;
  /** The client's own; comes back to it as it is. */
  state: string | undefined;
  /** S256; whoever exchanges the code must then show the verifier. */
  codeChallenge: string | undefined;
  /** The cookie of the browser that asks, where it has one already. */
  browser: string | undefined;
  /** The browser itself is sent on, so it must be the one that comes back. */
  browserRequired: boolean;
  /** Who links an identity to their account; undefined for a sign-in. */
  linkTo?: Id;
}

export interface BegunFlow {
  authorizationUrl: string;
  /** To be kept by the browser as a cookie. */
  browser: string;
}

/** What a person's browser brings back from the provider; all of it may be anybody's words. */
export interface ProviderCallback {
  provider: string;
  state: string | undefined;
  code: string | undefined;
  error: string | undefined;
  /** RFC 9207: who answers. */
  issuer: string | undefined;
  browser: string | undefined;
}

/**
 * The way to a provider and back. A flow ends in a one-time code for the client, never in a token: what an
 * address holds ends up in histories and logs. Whom the code signs in is decided when it is exchanged.
 */
@Injectable()
export class OAuthFlowService {
  constructor(
    private readonly providers: OAuthProviders,
    private readonly flows: OAuthFlowRepository,
    private readonly tokens: FlowTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  /** The providers that are switched on. */
  get providerNames(): readonly ProviderName[] {
    return this.providers.names;
  }

  /**
   * Begins a flow.
   * @throws DomainError NOT_FOUND where the provider is off; VALIDATION_ERROR for a `redirect_uri` that is
   *   not on the allow-list
   */
  async begin(ctx: RequestContext, request: BeginFlow): Promise<BegunFlow> {
    const provider = this.provider(request.provider);
    const redirectUri = this.allowedRedirect(request.redirectUri);
    const id = newId();
    const browser = request.browser ?? randomBytes(32).toString('base64url');
    const authorizationUrl = await provider.authorizationUrl({
      state: this.tokens.textOf(id, 'state'),
      nonce: this.tokens.nonceOf(id),
      codeChallenge: this.tokens.challengeOf(id),
    });
    await this.unitOfWork.run(ctx, (tx) =>
      this.flows.insert(tx, {
        id,
        provider: provider.name,
        purpose: request.linkTo === undefined ? 'sign-in' : 'link',
        userId: request.linkTo ?? null,
        redirectUri,
        clientState: request.state ?? null,
        codeChallenge: request.codeChallenge ?? null,
        browserHash: tokenHash(browser),
        browserRequired: request.browserRequired,
        seconds: this.config.OAUTH_STATE_SECONDS,
      }),
    );
    return { authorizationUrl, browser };
  }

  /**
   * Takes a person back from the provider.
   * @returns where to send the browser: the client's address with a one-time code, or with an error
   * @throws DomainError NOT_FOUND; BAD_REQUEST where the state is not good, for then nobody knows where to
   */
  async comeBack(ctx: RequestContext, callback: ProviderCallback): Promise<string> {
    const provider = this.provider(callback.provider);
    const id = this.tokens.idOf(callback.state ?? '', 'state');
    if (id === undefined) throw badState();
    const browserHash = callback.browser === undefined ? null : tokenHash(callback.browser);
    const flow = await this.unitOfWork.run(ctx, (tx) =>
      this.flows.useState(tx, id, provider.name, browserHash),
    );
    if (!flow) throw badState();
    const outcome = await this.outcome(ctx, provider, id, callback);
    return clientRedirect(flow.redirectUri, outcome, flow.clientState);
  }

  private async outcome(
    ctx: RequestContext,
    provider: OAuthProvider,
    id: Id,
    { code, error, issuer }: ProviderCallback,
  ): Promise<{ code: string } | { error: RedirectError }> {
    if (error !== undefined) return { error: redirectErrorOf(error) };
    if (
      code === undefined ||
      (issuer !== undefined && provider.issuer !== undefined && issuer !== provider.issuer)
    )
      return { error: 'server_error' };
    const identity = await this.identify(ctx, provider, id, code);
    if (!identity) return { error: 'server_error' };
    if (identity === 'unavailable') return { error: 'temporarily_unavailable' };
    await this.unitOfWork.run(ctx, (tx) =>
      this.flows.finish(tx, id, identity, this.config.OAUTH_CODE_SECONDS),
    );
    return { code: this.tokens.textOf(id, 'code') };
  }

  /** Who it is; undefined where the provider does not say so in a way that can be believed. */
  private async identify(
    ctx: RequestContext,
    provider: OAuthProvider,
    id: Id,
    code: string,
  ): Promise<OutsideIdentity | 'unavailable' | undefined> {
    try {
      const [codeVerifier, nonce] = [this.tokens.verifierOf(id), this.tokens.nonceOf(id)];
      return await provider.identify(ctx, { code, codeVerifier, nonce });
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      const { reason, message } = error;
      this.logger.warn({ ...ctx.named, provider: provider.name, reason }, message);
      return reason === 'unavailable' ? 'unavailable' : undefined;
    }
  }

  private provider(name: string): OAuthProvider {
    const provider = this.providers.find(name);
    if (!provider) throw providerOff();
    return provider;
  }

  /** Compared character by character (RFC 9700 section 2.1): a pattern would be a way out for codes. */
  private allowedRedirect(asked: string | undefined): string {
    const allowed = this.config.OAUTH_REDIRECT_URIS.filter(isRedirectUri);
    const redirectUri = asked ?? allowed[0];
    if (redirectUri !== undefined && allowed.includes(redirectUri)) return redirectUri;
    const message =
      asked === undefined
        ? 'redirect_uri is needed: the server names none'
        : 'redirect_uri is not on the allow-list of this server';
    throw validationError({ field: 'redirect_uri', message, rule: 'allowList' });
  }
}

/** One refusal for all reasons: missing, forged, used, expired, another provider's, another browser's. */
function badState(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'BAD_REQUEST',
    'This sign-in was not begun in this browser, was ended already, or took too long; please begin again',
  );
}
