import { constants } from 'node:zlib';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { childSpan, DomainError, newId, newSpan, readSpanContext, type SpanContext } from '@almanac/kernel';
import type { ConfigValues } from '../config';
import { RequestContext } from '../context';
import { withoutRedaction, type PinoLogger } from '../logging';
import { httpMetrics } from '../health/metrics';
import { clientRefusal } from './client-refusal';
import { errorEnvelope, clientErrorOf } from './error-body';
import { useJsonBodies } from './json-body';
import { useRouteSettings } from './large-body';
import { trustProxy } from './peer-address';
import { RouteTable } from './route-table';
import { securityHeaders } from './security-headers';
import { refusesAccept } from './accept';

/** A request id that a client may choose: short, and harmless in a log. */
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const KEEP_ALIVE_MS = 72_000;

/** Fastify with the limits of the contract: body size, time for a slow client, which proxy is believed. */
export function createAdapter(config: ConfigValues): FastifyAdapter {
  const headers = securityHeaders(config);
  return new FastifyAdapter({
    logger: false,
    bodyLimit: config.BODY_LIMIT,
    trustProxy: trustProxy(config.TRUST_PROXY),
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: config.REQUEST_TIMEOUT_MS,
      maxHeaderSize: 16 * 1024,
      // A request without `Host` is refused below, in the one form of errors.
      requireHostHeader: false,
      // How often Node looks for clients that are too slow; its default is half a minute.
      connectionsCheckingInterval: 1000,
    },
    forceCloseConnections: 'idle',
    clientErrorHandler: clientRefusal(headers),
    // What still comes over a kept connection while the process stops is answered (drain.ts).
    return503OnClosing: false,
    // No middleware in Express's manner is used, so its engine need not run.
    skipMiddie: true,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const body = errorEnvelope(clientErrorOf('BAD_REQUEST', 'The address is not a valid URL'), request.id);
      void reply
        .status(400)
        .headers({ ...headers, 'cache-control': 'no-store', 'x-request-id': request.id })
        .send(body);
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && SANE_ID.test(given) ? given : newId();
    },
  });
}

/** Puts the plugins and hooks in place that every request passes. Before `app.init()`. */
export async function configureServer(
  app: NestFastifyApplication,
  config: ConfigValues,
  logger: PinoLogger,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  app.get(RouteTable).watch(fastify);
  useJsonBodies(fastify);
  useRouteSettings(fastify);
  fastify.decorateRequest('almanac');
  addRequestHooks(fastify, config, logger);
  // Node's own refusal has no body; whoever expects anything else than to go on is answered as ever (RFC 9110 section 10.1.1).
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  );
  await app.register(cookie);
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip', 'deflate'],
    // Node's default is the slowest there is: a second for each megabyte.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    globalDecompression: false,
  });
  if (config.ALLOWED_ORIGINS.length > 0) {
    await app.register(cors, {
      origin: [...config.ALLOWED_ORIGINS],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
    });
  }
}

const EXPOSED_HEADERS = [
  'accept-ranges',
  'content-disposition',
  'content-range',
  'etag',
  'location',
  'retry-after',
  'x-request-id',
  'x-operation-id',
  'idempotent-replayed',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
];

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

function addRequestHooks(fastify: Fastify, config: ConfigValues, logger: PinoLogger): void {
  const headers = securityHeaders(config);
  const access = withoutRedaction(logger);
  fastify.addHook('onRequest', (request, reply, next) => {
    request.almanac = {
      context: new RequestContext(
        request.id,
        undefined,
        request.ip,
        request.headers['user-agent'],
        undefined,
        undefined,
        spanOf(request),
      ),
      endpoint: undefined,
      startedAt: performance.now(),
    };
    reply.headers(headers).header('x-request-id', request.id);
    const { accept, host } = request.headers;
    if (host === undefined && request.raw.httpVersion === '1.1') next(withoutHost());
    else next(accept === undefined ? undefined : refusesAccept(accept, request.url));
  });
  fastify.addHook('onResponse', (request, reply, next) => {
    const { context, startedAt } = request.almanac;
    const milliseconds = performance.now() - startedAt;
    const { traceId, spanId } = context.span;
    const route = request.routeOptions.url ?? 'unknown';
    httpMetrics.record(request.method, route, reply.statusCode, milliseconds / 1000);
    access.info(
      {
        requestId: request.id,
        traceId,
        spanId,
        userId: context.principal?.userId,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(milliseconds * 10) / 10,
      },
      'request',
    );
    next();
  });
}

/**
 * The request's span, where it does not go by the request's id: it has a place in a trace of the caller's, or the caller
 * has chosen the id, and may choose it again.
 */
function spanOf({ id, headers }: FastifyRequest): SpanContext | undefined {
  const { traceparent, tracestate } = headers;
  const parent =
    typeof traceparent === 'string' ? readSpanContext(traceparent, joined(tracestate)) : undefined;
  if (parent) return childSpan(parent);
  return headers['x-request-id'] === id ? newSpan() : undefined;
}

/** Several headers of one name are one list (RFC 9110 section 5.3). */
function joined(header: string | string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join() : header;
}

/** RFC 9112 section 3.2. */
function withoutHost(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('BAD_REQUEST', 'A request by HTTP/1.1 needs the header Host');
}
