import type {} from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import { AUTH_COOKIE_NAME, Config, CookieSignIn, CSRF_COOKIE_NAME, secureCookies } from '@almanac/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessTokens } from '../application/ports/access-tokens';
import type { TokenPair } from '../application/token-issuer';

const REFRESH = 'refresh_token';
const DEVICE = 'device_token';
/** The only routes that read them. */
const PATH = '/api/v1/auth';
const DEVICE_SECONDS = 180 * 86_400;

/** The cookies of sign-in: out of reach of scripts, and never sent from another site. */
@Injectable()
export class SessionCookies {
  constructor(
    private readonly config: Config,
    private readonly cookieSignIn: CookieSignIn,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Sets the refresh token and, on a server that takes it, the access token as cookies. Gives what the body has
   * to tell besides the tokens: what a request by cookie must bring where it changes something.
   */
  setTokens(
    reply: FastifyReply,
    { accessToken, refreshToken, expiresIn }: TokenPair,
  ): { csrfToken?: string } {
    void reply.setCookie(REFRESH, refreshToken, {
      ...this.attributes(),
      maxAge: this.config.REFRESH_TOKEN_SECONDS,
    });
    if (!this.cookieSignIn.enabled) return {};
    const csrfToken = this.cookieSignIn.csrfToken(this.accessTokens.verify(accessToken).sessionId);
    const everywhere = { ...this.attributes(), path: '/', maxAge: expiresIn };
    void reply.setCookie(AUTH_COOKIE_NAME, accessToken, everywhere);
    // Scripts of this site read it and send it back; those of another cannot.
    void reply.setCookie(CSRF_COOKIE_NAME, csrfToken, { ...everywhere, httpOnly: false });
    return { csrfToken };
  }

  setDeviceToken(reply: FastifyReply, token: string): void {
    void reply.setCookie(DEVICE, token, { ...this.attributes(), maxAge: DEVICE_SECONDS });
  }

  clearTokens(reply: FastifyReply): void {
    void reply.clearCookie(REFRESH, this.attributes());
    if (!this.cookieSignIn.enabled) return;
    void reply.clearCookie(AUTH_COOKIE_NAME, { ...this.attributes(), path: '/' });
    void reply.clearCookie(CSRF_COOKIE_NAME, { ...this.attributes(), path: '/', httpOnly: false });
  }

  /** @throws DomainError CSRF_FAILED where the cookie comes in a request that another site made */
  refreshToken(request: FastifyRequest): string | undefined {
    const token = present(request.cookies[REFRESH]);
    if (token !== undefined) this.cookieSignIn.refuseForeignOrigin(request.headers);
    return token;
  }

  deviceToken(request: FastifyRequest): string | undefined {
    return present(request.cookies[DEVICE]);
  }

  private attributes() {
    return {
      path: PATH,
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies(this.config),
    } as const;
  }
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.length > 512 ? undefined : value;
}
