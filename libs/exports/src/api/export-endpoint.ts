import { ApiHeader } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Endpoint, type EndpointOptions } from '@almanac/platform';
import { ExportDto, ExportJobDto } from './export.dto';

export const EXPORT_READY = 'The export is ready';
export const EXPORT_GOES_ON = 'The export is being made';

const ASYNC =
  'Answers with the file where it is there within 10 seconds, and else with the job (202). `Prefer: respond-async` asks for the job at once. The link is good for a day. Where the job is cancelled meanwhile, 409.';

/** The route of an export: what all of them take and answer. */
export function ExportEndpoint(
  options: Omit<EndpointOptions, 'data' | 'status' | 'orAccepted'> & { description: string },
): MethodDecorator {
  return applyDecorators(
    Endpoint({
      ...options,
      description: `${options.description} ${ASYNC}`,
      data: ExportDto,
      status: 200,
      message: EXPORT_READY,
      orAccepted: { of: ExportJobDto, message: EXPORT_GOES_ON },
      errors: ['NOT_FOUND', 'CONFLICT', 'RATE_LIMIT_EXCEEDED', ...(options.errors ?? [])],
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`respond-async` for the job at once, `wait=5` for it after so many seconds (RFC 7240).',
      schema: { type: 'string', maxLength: 1000, example: 'wait=10' },
    }),
  );
}
