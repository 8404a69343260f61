import type {} from '@fastify/cookie';
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import { Config } from '../config';
import { TokenSecret } from '../crypto';

/** Whether browsers send our cookies by HTTPS alone. */
export function secureCookies({ NODE_ENV, COOKIE_SECURE }: Config): boolean {
  return NODE_ENV === 'production' || COOKIE_SECURE;
}

/** The cookies of `AUTH_COOKIE=true`. The second one can be read by scripts of the same site, and by no others. */
export const AUTH_COOKIE_NAME = 'auth_token';
export const CSRF_COOKIE_NAME = 'csrf_token';
export const CSRF_HEADER = 'x-csrf-token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** An access token needs no decoding: its characters stand for themselves. */
const AUTH_COOKIE = new RegExp(`(?:^|;) *${AUTH_COOKIE_NAME}=([\\w.-]+) *(?:;|$)`);
const FORM = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * Sign-in by a cookie, and what that needs: a browser sends cookies by itself, also where another site made it
 * send the request. What changes something must therefore bring a token that only scripts of our own site can
 * know (signed double submit, bound to the session; OWASP, Cross-Site Request Forgery Prevention).
 */
@Injectable()
export class CookieSignIn {
  private readonly origins: ReadonlySet<string>;

  constructor(
    private readonly secret: TokenSecret,
    private readonly config: Config,
  ) {
    this.origins = new Set([...config.ALLOWED_ORIGINS, config.PUBLIC_URL].flatMap(originOf));
  }

  get enabled(): boolean {
    return this.config.AUTH_COOKIE;
  }

  /** The access token in the request's cookie, where that is taken. */
  tokenOf({ cookie }: { readonly cookie?: string | undefined }): string | undefined {
    if (!this.config.AUTH_COOKIE || cookie === undefined) return undefined;
    return AUTH_COOKIE.exec(cookie)?.[1];
  }

  csrfToken(sessionId: Id): string {
    const nonce = randomBytes(16).toString('base64url');
    return `${nonce}.${this.secret.derive('csrf/v1', `${sessionId}\n${nonce}`)}`;
  }

  /** @throws DomainError CSRF_FAILED where a request that changes something brings no token of the session. */
  refuseForged(request: FastifyRequest, sessionId: Id | undefined): void {
    if (SAFE_METHODS.has(request.method)) return;
    const sent = request.headers[CSRF_HEADER];
    const match = typeof sent === 'string' ? FORM.exec(sent) : null;
    const ours =
      match !== null &&
      sessionId !== undefined &&
      sent === request.cookies[CSRF_COOKIE_NAME] &&
      this.secret.matches('csrf/v1', `${sessionId}\n${match[1] ?? ''}`, match[2] ?? '');
    if (!ours) throw csrfFailed('Send the cookie `csrf_token` once more as X-CSRF-Token');
  }

  /**
   * For a request in which a cookie counts although it brings no such token.
   * @throws DomainError CSRF_FAILED where a browser says that another site made it
   */
  refuseForeignOrigin({ origin, 'sec-fetch-site': site }: Readonly<Record<string, unknown>>): void {
    const foreign = typeof origin === 'string' ? !this.isOwn(origin) : site === 'cross-site';
    if (foreign) throw csrfFailed('This is not taken from another site');
  }

  /** Whether the origin is this server's own, or one that may call from browsers. */
  isOwn(origin: string): boolean {
    return this.origins.has(origin.toLowerCase());
  }
}

function csrfFailed(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('CSRF_FAILED', message);
}

function originOf(url: string): string[] {
  return URL.canParse(url) ? [new URL(url).origin.toLowerCase()] : [];
}
