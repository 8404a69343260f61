import { createHash } from 'node:crypto';
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  ThrottlerGuard,
  ThrottlerStorage,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, emailKey } from '@almanac/kernel';
import type { WindowCount } from '../cache';
import { Config } from '../config';
import { Limits } from '../context';
import { rateLimitHits } from '../health/metrics';
import { addressKey } from './address-key';
import type { RateBucket } from './endpoint.decorator';
import { httpOf } from './request';

/** The narrow limits of sign-in have windows of their own. */
const AUTH_WINDOW_MS = 15 * 60 * 1000;

/**
 * Counts requests and refuses those over the limit (429 with Retry-After). Signed-in callers are counted
 * by the access guard already, in the round trip that brought their state; others by address.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(ThrottlerStorage) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly config: Config,
    private readonly limits: Limits,
  ) {
    super(options, storage, reflector);
  }

  /** The hot path: what the access guard has counted needs no look at the throttler's decorators. */
  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const { request, reply } = httpOf(execution);
    const { endpoint, context, counted } = request.almanac;
    if (
      !counted ||
      !context.principal ||
      endpoint?.rateBucket !== 'general' ||
      !this.config.RATE_LIMIT_ENABLED
    )
      return super.canActivate(execution);
    return this.judge(reply, 'general', this.limits.of(context.principal).rateLimit, counted);
  }

  protected override shouldSkip(execution: ExecutionContext): Promise<boolean> {
    const { endpoint } = httpOf(execution).request.almanac;
    return Promise.resolve(
      !this.config.RATE_LIMIT_ENABLED || endpoint === undefined || endpoint.rateBucket === 'none',
    );
  }

  protected override async handleRequest(props: ThrottlerRequest): Promise<boolean> {
    const { request, reply } = httpOf(props.context);
    const { endpoint } = request.almanac;
    const bucket = endpoint?.rateBucket ?? 'general';
    const windowMs = bucket === 'general' ? this.config.RATE_LIMIT_WINDOW_SECONDS * 1000 : AUTH_WINDOW_MS;
    const scope = bucket === 'auth' ? `auth:${endpoint?.operationId ?? ''}` : bucket;
    const key = `${scope}:${addressKey(request.ip)}`;
    const limit = this.limitOf(bucket);
    this.judge(reply, bucket, limit, await this.count(key, windowMs, limit, scope));
    const account = endpoint?.countsAccount ? accountOf(request.body) : undefined;
    if (account !== undefined)
      this.judge(reply, bucket, limit, await this.count(`${scope}:${account}`, windowMs, limit, scope));
    return true;
  }

  private async count(key: string, windowMs: number, limit: number, scope: string): Promise<WindowCount> {
    const record = await this.storageService.increment(key, windowMs, limit, 0, scope);
    return { hits: record.totalHits, resetMs: record.timeToExpire * 1000 };
  }

  private limitOf(bucket: RateBucket): number {
    if (bucket === 'auth') return this.config.RATE_LIMIT_AUTH;
    return bucket === 'session' ? this.config.RATE_LIMIT_SESSION : this.config.RATE_LIMIT_ANONYMOUS;
  }

  private judge(
    reply: FastifyReply,
    bucket: RateBucket,
    limit: number,
    { hits, resetMs }: WindowCount,
  ): boolean {
    const reset = Math.max(0, Math.ceil(resetMs / 1000));
    void reply.header('ratelimit-limit', limit);
    void reply.header('ratelimit-remaining', Math.max(0, limit - hits));
    void reply.header('ratelimit-reset', reset);
    if (hits <= limit) return true;
    rateLimitHits.inc({ bucket });
    throw new DomainError<ErrorCode>(
      'RATE_LIMIT_EXCEEDED',
      'Too many requests; please slow down',
      { limit },
      reset,
    );
  }
}

/** By a hash: addresses of people are nothing for keys in Redis. */
function accountOf(body: unknown): string | undefined {
  const email: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined;
  if (typeof email !== 'string') return undefined;
  return createHash('sha256').update(emailKey(email)).digest('base64url');
}
