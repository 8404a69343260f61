import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, map, mergeMap, of, type Observable, from } from 'rxjs';
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
  private readonly parameters = new WeakMap<object, { query: boolean; body: boolean }>();

  constructor(private readonly idempotency: Idempotency) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { request, reply } = httpOf(execution);
    const { endpoint, context } = request.almanac;
    // Pages that mails lead to are opened with whatever trackers and browsers add to the address.
    if (!endpoint || (endpoint.raw && endpoint.access === 'public')) return next.handle();
    this.refuseUnread(execution, request);
    if (endpoint.raw) return next.handle();
    const fields = requestedFields(request.query, endpoint);
    const key = request.headers['idempotency-key'];
    const keyed =
      (request.method === 'POST' || request.method === 'PATCH') && context.principal !== undefined;
    if (keyed && typeof key === 'string') {
      const idempotent = { key, method: request.method, url: request.url, body: request.body };
      const render = (value: unknown) => ({
        ...renderAnswer(value, endpoint, fields),
        secretOf: value instanceof Answer ? value.options.secretOf : undefined,
        keptSeconds: value instanceof Answer ? value.options.keptSeconds : undefined,
      });
      let later: (() => Promise<Answer>) | undefined;
      const work = async () => {
        const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        later = laterOf(value);
        return render(value);
      };
      const rendered = endpoint.waitsForOthers
        ? this.idempotency.outsideTransactions(context, idempotent, work)
        : endpoint.keepsAnswer && !fields
          ? this.idempotency.inOneStatement(context, idempotent, work, render)
          : this.idempotency.once(context, idempotent, work);
      const settled = rendered.then(async (answer) =>
        later === undefined ? answer : renderAnswer(await later(), endpoint, fields),
      );
      return from(settled).pipe(map((answer) => send(answer, endpoint, request, reply)));
    }
    return next.handle().pipe(
      mergeMap((value: unknown) => {
        const later = laterOf(value);
        return later ? from(later()) : of(value);
      }),
      map((value) => send(renderAnswer(value, endpoint, fields), endpoint, request, reply)),
    );
  }

  /** A route that reads no query or body takes none: what is unknown is refused, never dropped in silence. */
  private refuseUnread(execution: ExecutionContext, request: FastifyRequest): void {
    const { body } = request;
    const query = request.url.includes('?') ? request.query : undefined;
    if (query === undefined && (body === undefined || body === null)) return;
    const takes = this.takes(execution);
    const unread = [...(takes.query ? [] : namesOf(query)), ...(takes.body ? [] : namesOf(body))];
    if (unread.length === 0) return;
    throw invalid(
      unread
        .slice(0, MAX_TOLD)
        .map((field) => ({ field, message: `${field} is not a known parameter`, rule: 'unknownProperty' })),
    );
  }

  private takes(execution: ExecutionContext): { query: boolean; body: boolean } {
    const handler = execution.getHandler();
    const known = this.parameters.get(handler);
    if (known) return known;
    const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, execution.getClass(), handler.name);
    const names = Object.keys(metadata ?? {});
    const has = (kind: RouteParamtypes) => names.some((name) => name.startsWith(`${kind}:`));
    const takes = { query: has(RouteParamtypes.QUERY), body: has(RouteParamtypes.BODY) };
    this.parameters.set(handler, takes);
    return takes;
  }
}

function laterOf(value: unknown): (() => Promise<Answer>) | undefined {
  return value instanceof Answer ? value.options.afterCommit : undefined;
}

/** More problems than anybody reads. */
const MAX_TOLD = 100;

/** Of a body that is no object, the whole. */
function namesOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'object' ? Object.keys(value) : ['body'];
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
  // No browser and no proxy keeps it by itself; a client that does asks again by its tag.
  void reply.header('cache-control', 'no-store');
  const etag = rendered.headers['etag'];
  const isKnown =
    etag !== undefined &&
    request.method === 'GET' &&
    matchesIfNoneMatch(request.headers['if-none-match'], etag.slice(1, -1));
  if (isKnown) {
    void reply.status(304);
    return undefined;
  }
  void reply.status(rendered.status).type('application/json; charset=utf-8');
  return rendered.body;
}
