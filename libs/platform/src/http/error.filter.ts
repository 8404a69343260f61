import {
  Catch,
  HttpException,
  Inject,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER, type PinoLogger } from '../logging';
import { clientError, errorEnvelope, problemDetails, clientErrorOf, type ClientError } from './error-body';
import { RouteTable } from './route-table';

/** Fastify's own refusals, before a handler was reached. */
const FASTIFY_ERRORS: Record<string, ClientError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: clientErrorOf(
    'PAYLOAD_TOO_LARGE',
    'The body is larger than this endpoint takes',
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: clientErrorOf(
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as application/json',
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: clientErrorOf('BAD_REQUEST', 'Content-Length does not match the body'),
  FST_ERR_CTP_EMPTY_JSON_BODY: clientErrorOf('BAD_REQUEST', 'The body is empty'),
  FST_ERR_BAD_URL: clientErrorOf('BAD_REQUEST', 'The address is not a valid URL'),
  FST_ERR_MAX_PARAM_LENGTH: clientErrorOf('BAD_REQUEST', 'A part of the address is too long'),
  FST_ERR_ASYNC_CONSTRAINT: clientErrorOf('NOT_FOUND', 'There is nothing here'),
};

/** Turns every error into the one form, or into RFC 9457 where the client asks for that. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly nest = new Logger('HTTP');

  constructor(
    @Inject(LOGGER) private readonly logger: PinoLogger,
    private readonly routes: RouteTable,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const error = this.translate(thrown, request, reply);
    const requestId = request.id;
    if (error.unexpected)
      this.logger.error({ ...request.almanac.context.named, err: thrown }, 'unexpected error');
    if (error.retryAfter !== undefined)
      void reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfter)));
    if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="almanac"');
    const problem = (request.headers.accept ?? '').includes('application/problem+json');
    const body = problem
      ? problemDetails(error, requestId, request.url.split('?')[0] ?? '/')
      : errorEnvelope(error, requestId);
    void reply
      .status(error.status)
      .header('cache-control', 'no-store')
      .type(problem ? 'application/problem+json' : 'application/json; charset=utf-8')
      .send(JSON.stringify(body));
  }

  private translate(thrown: unknown, request: FastifyRequest, reply: FastifyReply): ClientError {
    if (thrown instanceof HttpException) return this.fromNest(thrown, request, reply);
    if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
      const known = FASTIFY_ERRORS[thrown.code];
      if (known) return known;
      const status =
        'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
      if (thrown.code.startsWith('FST_') && status >= 400 && status < 500) {
        return clientErrorOf('BAD_REQUEST', 'The request could not be read');
      }
    }
    return clientError(thrown);
  }

  /** Nest's own exceptions: an unknown route above all; no code of ours throws one. */
  private fromNest(thrown: HttpException, request: FastifyRequest, reply: FastifyReply): ClientError {
    const status = thrown.getStatus();
    if (status === 404) {
      const allowed = this.routes.methodsAt(request.url);
      if (allowed.length === 0) return clientErrorOf('NOT_FOUND', 'There is nothing at this address');
      void reply.header('allow', allowed.join(', '));
      return clientErrorOf('METHOD_NOT_ALLOWED', `This address takes ${allowed.join(', ')}`);
    }
    if (status === 413)
      return clientErrorOf('PAYLOAD_TOO_LARGE', 'The body is larger than this endpoint takes');
    if (status === 415) return clientErrorOf('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json');
    if (status === 429) return clientErrorOf('RATE_LIMIT_EXCEEDED', 'Too many requests');
    if (status >= 400 && status < 500) return clientErrorOf('BAD_REQUEST', 'The request could not be read');
    this.nest.error(thrown);
    return { ...clientErrorOf('INTERNAL_ERROR', 'An internal error occurred'), unexpected: true };
  }
}
