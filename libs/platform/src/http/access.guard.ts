import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { Gate, type WindowCount } from '../cache';
import { Config } from '../config';
import { RequestContext, type Principal } from '../context';
import { Authenticator, type ClaimedIdentity, type Credentials } from './authenticator';
import { CookieSignIn } from './cookie-sign-in';
import { hasCredentialInQuery } from './credential-in-query';
import { ENDPOINT, type EndpointMetadata } from './endpoint.decorator';
import { versionsOfIfMatch } from './etag';
import { isOperator } from './operator';
import { RefusedCredentials } from './refused-credentials';
import { httpOf } from './request';

/**
 * Lets in who may enter. A route that declares nothing is refused. One round trip to Redis brings the
 * state of the sign-in and counts the request; a state that is not cached is read from PostgreSQL.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly endpoints = new WeakMap<object, EndpointMetadata>();

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly gate: Gate,
    private readonly cookieSignIn: CookieSignIn,
    private readonly refused: RefusedCredentials,
    private readonly config: Config,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { request } = httpOf(execution);
    const endpoint = this.endpointOf(execution.getHandler());
    if (!endpoint) throw new DomainError<ErrorCode>('FORBIDDEN', 'This route declares no access');
    // Pages that mails lead to have their token in the address; they do nothing with it by themselves.
    const page = endpoint.raw && endpoint.access === 'public';
    if (!page && hasCredentialInQuery(request.url)) {
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Credentials are not taken in the query string');
    }
    const state = request.almanac;
    state.endpoint = endpoint;
    state.byOperator = endpoint.operators && isOperator(request.raw, this.config.METRICS_TOKEN);
    const isOpen = endpoint.access === 'public' || state.byOperator;
    const principal = isOpen ? undefined : await this.signIn(request, endpoint);
    state.context = new RequestContext(
      request.id,
      principal,
      request.ip,
      request.headers['user-agent'],
      versionsOfIfMatch(request.headers['if-match']),
      countryOf(request, this.config.TRUSTED_COUNTRY_HEADER),
      state.context.ownSpan,
    );
    return true;
  }

  /** Asked for at every request: one look-up instead of a walk through Reflect's maps. */
  private endpointOf(handler: ReturnType<ExecutionContext['getHandler']>): EndpointMetadata | undefined {
    const known = this.endpoints.get(handler);
    if (known) return known;
    const declared = this.reflector.get<EndpointMetadata | undefined>(ENDPOINT, handler);
    if (declared) this.endpoints.set(handler, declared);
    return declared;
  }

  private async signIn(request: FastifyRequest, endpoint: EndpointMetadata): Promise<Principal> {
    const { identity, byCookie } = await this.identify(request, endpoint);
    request.almanac.identity = identity;
    const found = await this.gate.enter(
      identity.stateKey,
      identity.rateKey,
      this.config.RATE_LIMIT_WINDOW_SECONDS * 1000,
    );
    request.almanac.counted = { hits: found.hits, resetMs: found.resetMs };
    const state = found.state ?? (await this.authenticator.loadState(identity));
    const principal = this.authenticator.fromState(state, request.ip);
    if (principal) {
      if (byCookie) this.cookieSignIn.refuseForged(request, principal.sessionId);
      return principal;
    }
    const refusal = new DomainError<ErrorCode>('INVALID_TOKEN', 'This sign-in has ended');
    if (!identity.forgeable) throw refusal;
    await this.gate.forget(identity.rateKey);
    throw await this.refused.count(request.ip, refusal);
  }

  /** Whoever sends what is no credential is counted by address: guessing is not free. */
  private async identify(
    request: FastifyRequest,
    endpoint: EndpointMetadata,
  ): Promise<{ identity: ClaimedIdentity; byCookie: boolean }> {
    try {
      const sent = readCredentials(request);
      const secret = sent ? undefined : this.cookieSignIn.tokenOf(request.headers);
      const credentials = secret === undefined ? sent : ({ kind: 'bearer', secret } as const);
      if (!credentials) throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
      if (!endpoint.credentials.includes(credentials.kind)) {
        throw new DomainError<ErrorCode>('FORBIDDEN', 'API keys are not taken here; sign in as a person');
      }
      return { identity: this.authenticator.identify(credentials), byCookie: secret !== undefined };
    } catch (error) {
      throw await this.refused.count(request.ip, error);
    }
  }
}

/** The country that a proxy names, where the request came by a proxy that is trusted (TRUST_PROXY). */
function countryOf(request: FastifyRequest, header: string): string | undefined {
  if (header === '' || request.ip === request.socket.remoteAddress) return undefined;
  const named = request.headers[header.toLowerCase()];
  return typeof named === 'string' && /^[A-Za-z]{2}$/.test(named) ? named.toUpperCase() : undefined;
}

/** What the guard counted, for the rate-limit guard that comes after it. */
declare module './request' {
  interface RequestState {
    counted?: WindowCount;
    /** An operator asks, who need not sign in for this. */
    byOperator?: boolean;
    /** By what the caller signed in, for answers that outlive the moment: a stream ends with its sign-in. */
    identity?: ClaimedIdentity;
  }
}

function readCredentials(request: FastifyRequest): Credentials | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const secret = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
    if (secret === undefined)
      throw new DomainError<ErrorCode>('INVALID_TOKEN', 'Authorization must be a bearer token');
    return { kind: 'bearer', secret };
  }
  const key = request.headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? { kind: 'apiKey', secret: key } : undefined;
}
