import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Endpoint } from '@almanac/platform';
import { importAccess } from '../../application/imports/import.service';
import { MAX_BYTES, SOON_ACTIVITIES, type ImportFormat } from '../../domain/imports/reading';
import { ImportedDto, ImportJobDto, ImportPreviewDto } from './import.dto';
import { ReceiveImportGuard, TAKES } from './receive-import.guard';

export const IMPORTED = 'Planner imported';
export const IMPORT_GOES_ON = 'The file is being imported';
export const CHECK_GOES_ON = 'The file is being looked through';

type Taken = { schema: Record<string, unknown>; example?: unknown };

const ALL = `What is right in the file becomes one planner of yours, all of it or nothing; what is not is told with its line. \`?strict=true\` wants all to be right; \`?dryRun=true\` answers 200 with what would be made, and changes nothing. More than ${SOON_ACTIVITIES} activities, or 2 MiB, are a job (202), as every import is with \`Prefer: respond-async\`; a dry run of so much is a job as well, whose end is waited for as exports are: 200 where it comes within 10 seconds, else 202. Ids and other people in a file are never taken over. At most 25 MiB.`;

/** The route of an import: what all of them take and answer. */
export function ImportEndpoint(
  format: ImportFormat,
  options: { id: string; summary: string; description: string; example: unknown },
): MethodDecorator & ClassDecorator {
  const { example, ...said } = options;
  const file = { type: 'string', format: 'binary', maxLength: MAX_BYTES };
  const form = { type: 'object', required: ['file'], properties: { file } };
  const raw = TAKES[format].map((type, index): [string, Taken] => [
    type,
    {
      schema: type === 'application/json' ? { type: 'object' } : file,
      // Of the type that is the format's own.
      ...(index === 0 ? { example } : {}),
    },
  ]);
  const envelope = {
    type: 'object',
    required: ['success', 'data'],
    properties: {
      success: { type: 'boolean', example: true },
      data: { $ref: getSchemaPath(ImportPreviewDto) },
    },
  };
  return applyDecorators(
    UseGuards(ReceiveImportGuard),
    Endpoint({
      ...said,
      description: `${said.description} ${ALL}`,
      access: importAccess,
      streams: true,
      operation: true,
      takes: { 'multipart/form-data': { schema: form }, ...Object.fromEntries(raw) },
      data: ImportedDto,
      status: 201,
      // Not of itself: a dry run says nothing.
      message: [IMPORTED],
      orAccepted: { of: ImportJobDto, message: IMPORT_GOES_ON },
      errors: [
        ...(['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'MAX_PLANNERS_REACHED'] as const),
        ...(['RATE_LIMIT_EXCEEDED', 'SERVICE_UNAVAILABLE'] as const),
      ],
    }),
    ApiExtraModels(ImportPreviewDto),
    ApiResponse({ status: 200, description: 'Of a dry run: what would be made.', schema: envelope }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`respond-async` for a job in any case (RFC 7240).',
      schema: { type: 'string', maxLength: 1000, example: 'respond-async' },
    }),
  );
}
