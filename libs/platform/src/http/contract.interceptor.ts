import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, map, type Observable, from } from 'rxjs';
import { Answer } from './answer';
import { invalid } from './dto/parse-dto';
import type { EndpointMetadata } from './endpoint.decorator';
import { matchesIfNoneMatch } from './etag';
import { Idempotency } from './idempotency';
import { renderAnswer, requestedFields, type Rendered } from './render-answer';
import { httpOf } from './request';

/** Makes the response of what controllers give back: envelope, ETag, sparse fields, idempotent replay. */
@Injectable()
export class ContractInterceptor implements NestInterceptor {
  private readonly takesQuery = new WeakMap<object, boolean>();

  constructor(private readonly idempotency: Idempotency) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { request, reply } = httpOf(execution);
    const { endpoint, context } = request.almanac;
    if (!endpoint || endpoint.raw) return next.handle();
    this.refuseUnknownQuery(execution, request);
    const fields = requestedFields(request.query, endpoint);
    const key = request.headers['idempotency-key'];
    const keyed =
      (request.method === 'POST' || request.method === 'PATCH') && context.principal !== undefined;
    if (keyed && typeof key === 'string') {
      const idempotent = { key, method: request.method, url: request.url, body: request.body };
      const rendered = this.idempotency.once(context, idempotent, async () => {
        const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        const secretOf = value instanceof Answer ? value.options.secretOf : undefined;
        return { ...renderAnswer(value, endpoint, fields), secretOf };
      });
      return from(rendered).pipe(map((answer) => send(answer, endpoint, request, reply)));
    }
    return next
      .handle()
      .pipe(map((value) => send(renderAnswer(value, endpoint, fields), endpoint, request, reply)));
  }

  /** A route that reads no query takes none: an unknown parameter is refused, never dropped in silence. */
  private refuseUnknownQuery(execution: ExecutionContext, request: FastifyRequest): void {
    if (!request.url.includes('?')) return;
    const handler = execution.getHandler();
    let takes = this.takesQuery.get(handler);
    if (takes === undefined) {
      const parameters: unknown = Reflect.getMetadata(
        ROUTE_ARGS_METADATA,
        execution.getClass(),
        handler.name,
      );
      takes = Object.keys(parameters ?? {}).some((name) => name.startsWith(`${RouteParamtypes.QUERY}:`));
      this.takesQuery.set(handler, takes);
    }
    if (takes) return;
    const names = Object.keys(
      typeof request.query === 'object' && request.query !== null ? request.query : {},
    );
    if (names.length === 0) return;
    throw invalid(
      names.map((field) => ({
        field,
        message: `${field} is not a known parameter`,
        rule: 'unknownProperty',
      })),
    );
  }
}

function send(
  rendered: Rendered,
  endpoint: EndpointMetadata,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  for (const [name, value] of Object.entries(rendered.headers)) void reply.header(name, value);
  if (endpoint.deprecated) {
    const since = Math.floor(Date.parse(endpoint.deprecated.since) / 1000);
    void reply
      .header('deprecation', `@${since}`)
      .header('sunset', new Date(endpoint.deprecated.sunset).toUTCString());
  }
  const etag = rendered.headers['etag'];
  if (etag !== undefined && request.method === 'GET') {
    // Private, but a client may keep it as long as it asks again.
    void reply.header('cache-control', 'private, no-cache');
    if (matchesIfNoneMatch(request.headers['if-none-match'], etag.slice(1, -1))) {
      void reply.status(304);
      return undefined;
    }
  } else void reply.header('cache-control', 'no-store');
  void reply.status(rendered.status).type('application/json; charset=utf-8');
  return rendered.body;
}
