import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '@almanac/kernel';
import { type RequestContext } from '../context';
import { invalid } from './dto/parse-dto';
import type { EndpointMetadata } from './endpoint.decorator';

/** What the guards find out about a request, for those after them. */
export interface RequestState {
  context: RequestContext;
  endpoint: EndpointMetadata | undefined;
  /** By `performance.now()`, in milliseconds. */
  startedAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    almanac: RequestState;
  }
}

export function httpOf(execution: ExecutionContext): { request: FastifyRequest; reply: FastifyReply } {
  const http = execution.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
}

/** The context of the call, to hand on to the use case. */
export const Ctx = createParamDecorator(
  (_data: unknown, execution: ExecutionContext): RequestContext => httpOf(execution).request.almanac.context,
);

class IdPipe implements PipeTransform<unknown, string> {
  constructor(private readonly name: string) {}

  transform(value: unknown): string {
    if (typeof value === 'string' && isId(value)) return value.toLowerCase();
    throw invalid([{ field: this.name, message: `${this.name} must be a UUID`, rule: 'isUuid' }]);
  }
}

/**
 * A path parameter that is an id; what is no UUID answers 422. The example stands in the document, so that a
 * person who tries the operation need not look for an id.
 */
export function IdParam(name: string, example: string): ParameterDecorator {
  const schema = { type: 'string', format: 'uuid', maxLength: 36, example };
  return (target, method, index) => {
    Param(name, new IdPipe(name))(target, method, index);
    if (method === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, method);
    if (descriptor) ApiParam({ name, required: true, schema })(target, method, descriptor);
  };
}
