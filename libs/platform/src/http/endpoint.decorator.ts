import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import {
  ApiExtension,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { permissionCatalogue, type ErrorCode, type Permission } from '@almanac/contracts';
import type { DtoClass } from './dto/field-spec';
import { PaginationDto } from './dto/pagination.dto';
import { LARGE_BODY_BYTES } from './large-body';

/** Which rate limit counts a call: the general one by tier, or one of the narrower ones for sign-in. */
export type RateBucket = 'general' | 'auth' | 'session' | 'none';

export interface EndpointOptions {
  /** operationId; a generated SDK shows it as the method's name. */
  id: string;
  summary: string;
  description?: string;
  /** `public`, or the permissions that are needed, all of them; an empty list asks for a sign-in alone. */
  access: 'public' | readonly Permission[];
  /** Which credentials are taken; both kinds where nothing is said. */
  credentials?: readonly ('bearer' | 'apiKey')[];
  /**
   * Whether an admin may use it who acts as somebody else. Where nothing is said: where API keys are taken,
   * which is what is not about passwords, second factors, keys, roles and sessions.
   */
  impersonation?: boolean;
  /**
   * Refuses a session whose last proof of identity is older than `PROOF_SECONDS` (403
   * REAUTHENTICATION_REQUIRED); only a session can have one.
   */
  recentProof?: boolean;
  /** Lets in the operators too, who need not sign in: by METRICS_TOKEN, or from the machine itself. */
  operators?: boolean;
  /** May be called by a session that must set up a second factor first; all else then answers MFA_SETUP_REQUIRED. */
  beforeMfaSetup?: boolean;
  /** The shape of `data`, or the shapes that it may have; left out where there is none. */
  data?: DtoClass | readonly DtoClass[];
  /** `data` is a list: its plural, the shape of each row, and numbers that stand beside the rows. */
  list?: { name: string; of: DtoClass; counts?: readonly string[] };
  status?: 200 | 201 | 202;
  /**
   * What the answer of a write says in words. A text is sent where the handler gives no other; of a list the handler
   * says which, if any.
   */
  message?: string | readonly string[];
  /** What 202 answers with, where the work may go on after the answer: a job, whose address is in `Location`. */
  orAccepted?: { of: DtoClass; message: string };
  /** The resource has a version: reads give an ETag and honour If-None-Match, writes honour If-Match. */
  versioned?: boolean;
  /** A write that has an id, by which it may be undone: the answer has `X-Operation-Id` where it changed something. */
  operation?: boolean;
  /** Codes that this operation can answer beyond those that all of its kind can. */
  errors?: readonly ErrorCode[];
  rateBucket?: RateBucket;
  /** Counted once more, for the account that the body names as `email`, from wherever it is asked. */
  countsAccount?: boolean;
  /** Example of `data`. */
  example?: unknown;
  /** The answer is sent as the controller gives it, with no envelope (metrics, pages). */
  raw?: boolean;
  /** With an `Idempotency-Key`, the use case does its work and keeps the answer in one statement (`AnswerKeeper`). */
  keepsAnswer?: boolean;
  /**
   * Asks a service outside, and waits for it: with an `Idempotency-Key` too it runs in no transaction. What it does must
   * be harmless when repeated.
   */
  waitsForOthers?: boolean;
  /** Answers browsers by 302, and with `data` whoever asks for JSON alone. */
  redirects?: boolean;
  /** The answer is a file of one of these media types, sent as the controller gives it. */
  file?: readonly string[];
  /** The file is sent by `sendStored`: in ranges too, hence never compressed, and only where it has changed. */
  ranges?: boolean;
  /** Reads its body by itself, whatever its type and length (`longBody`). */
  streams?: boolean;
  /** What such a route takes, by media type. */
  takes?: Readonly<Record<string, { schema: Record<string, unknown>; example?: unknown }>>;
  /** The answer is a stream of server-sent events (WHATWG HTML section 9.2), each with this as its data, in JSON. */
  events?: DtoClass;
  /** Takes bodies of up to 10 MiB, as content may be long; all others take `BODY_LIMIT`. */
  largeBody?: boolean;
  /** RFC 9745 and RFC 8594: the operation is on its way out. */
  deprecated?: { since: string; sunset: string };
}

/** What guards and interceptors need to know of a route. */
export interface EndpointMetadata {
  operationId: string;
  access: 'public' | readonly Permission[];
  credentials: readonly ('bearer' | 'apiKey')[];
  impersonation: boolean;
  recentProof: boolean;
  operators: boolean;
  beforeMfaSetup: boolean;
  status: 200 | 201 | 202;
  /** Said where the handler says nothing. */
  message: string | undefined;
  versioned: boolean;
  rateBucket: RateBucket;
  countsAccount: boolean;
  /** Names that `?fields=` may ask for. */
  shape: DtoClass | undefined;
  listName: string | undefined;
  raw: boolean;
  keepsAnswer: boolean;
  waitsForOthers: boolean;
  deprecated: { since: string; sunset: string } | undefined;
}

const RANGE_ERROR: ErrorCode = 'RANGE_NOT_SATISFIABLE';
const STREAM_ERROR: ErrorCode = 'REQUEST_TIMEOUT';

export const ENDPOINT = Symbol('endpoint');

/**
 * States everything about a route at once: who may call it, what it answers, and how OpenAPI shows it.
 * A route without it is refused for everybody (secure by default), and a census test finds it.
 */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const credentials = credentialsOf(options);
  const metadata: EndpointMetadata = {
    operationId: options.id,
    access: options.access,
    credentials,
    impersonation: options.impersonation ?? credentials.includes('apiKey'),
    recentProof: options.recentProof === true,
    operators: options.operators === true,
    beforeMfaSetup: options.beforeMfaSetup === true,
    status: options.status ?? 200,
    message: typeof options.message === 'string' ? options.message : undefined,
    versioned: options.versioned ?? false,
    rateBucket: options.rateBucket ?? 'general',
    countsAccount: options.countsAccount === true,
    shape: fieldsShape(options),
    listName: options.list?.name,
    keepsAnswer: options.keepsAnswer === true,
    waitsForOthers: options.waitsForOthers === true,
    raw: options.raw ?? (options.file !== undefined || options.events !== undefined),
    deprecated: options.deprecated,
  };
  return applyDecorators(
    SetMetadata(ENDPOINT, metadata),
    HttpCode(metadata.status),
    ApiOperation({
      operationId: options.id,
      summary: options.summary,
      description: description(options),
      deprecated: options.deprecated !== undefined,
      ...(options.access === 'public' ? { security: [] } : {}),
      ...bodyOf(options),
    }),
    ...credentials.map((name) => ApiSecurity(name)),
    ApiExtension('x-required-permissions', options.access === 'public' ? [] : [...options.access]),
    ApiExtension('x-endpoint', {
      errors: errorsOf(options),
      versioned: metadata.versioned,
      operation: options.operation ?? false,
      access: options.access,
      beforeMfaSetup: metadata.beforeMfaSetup,
      bearer: credentials.includes('bearer'),
      recentProof: metadata.recentProof,
    }),
    ...routeConfig(options),
    ...successResponse(options, metadata.status),
    ...(options.orAccepted ? acceptedResponse(options.orAccepted) : []),
  );
}

function errorsOf({ errors = [], ranges, streams }: EndpointOptions): ErrorCode[] {
  return [...errors, ...(ranges ? [RANGE_ERROR] : []), ...(streams ? [STREAM_ERROR] : [])];
}

/** Of a route that reads its body by itself; of others Nest knows the DTO. */
function bodyOf({ takes }: EndpointOptions): object {
  return takes ? { requestBody: { required: true, content: { ...takes } } } : {};
}

function acceptedResponse({
  of,
  message,
}: NonNullable<EndpointOptions['orAccepted']>): (ClassDecorator & MethodDecorator)[] {
  const header = (description: string, maxLength: number) => ({
    description,
    schema: { type: 'string' as const, maxLength },
  });
  const headers = {
    Location: header('Where the job is.', 2048),
    'Retry-After': header('Look again after so many seconds.', 10),
    'Preference-Applied': header('`respond-async`, where that was asked for.', 100),
  };
  const schema = envelopeSchema({ $ref: getSchemaPath(of) }, message);
  return [
    ApiExtraModels(of),
    ApiResponse({ status: 202, description: 'It goes on: follow the job.', headers, schema }),
  ];
}

function credentialsOf({
  access,
  credentials,
  recentProof,
}: EndpointOptions): readonly ('bearer' | 'apiKey')[] {
  if (access === 'public') return [];
  return credentials ?? (recentProof ? ['bearer'] : ['bearer', 'apiKey']);
}

function description(options: EndpointOptions): string {
  const parts = [options.description ?? ''];
  if (options.access !== 'public' && options.access.length > 0) {
    const needs = options.access.map((name) => `\`${name}\` (${permissionCatalogue[name]})`).join(', ');
    parts.push(`Needs ${needs}`);
  }
  if (options.recentProof) parts.push('Needs a recent proof of identity: see `POST /auth/reauthenticate`.');
  return parts.filter((part) => part !== '').join('\n\n');
}

function successResponse(options: EndpointOptions, status: number): (ClassDecorator & MethodDecorator)[] {
  if (options.file) {
    const schema = { type: 'string', maxLength: 2 ** 31 - 1 };
    const content = Object.fromEntries(options.file.map((type) => [type, { schema }]));
    const whole = ApiResponse({ status, description: options.summary, content });
    return options.ranges ? [whole, ...rangeResponses(content)] : [whole];
  }
  if (options.events) return eventStream(options, options.events);
  const schema = { ...envelopeSchema(dataSchema(options), options.message), ...exampleAnswer(options) };
  const { list } = options;
  const models = [...shapes(options), ...(list ? [list.of, PaginationDto] : [])];
  return [
    ...(models.length > 0 ? [ApiExtraModels(...models)] : []),
    ApiResponse({ status, description: options.summary, schema }),
    ...(options.redirects ? [ApiResponse({ status: 302, description: 'The browser is sent on.' })] : []),
  ];
}

/** What Fastify is to know of the route (large-body.ts). */
function routeConfig({ largeBody, ranges, streams }: EndpointOptions): MethodDecorator[] {
  const config = {
    ...(largeBody ? { bodyLimit: LARGE_BODY_BYTES } : {}),
    ...(ranges ? { compress: false } : {}),
    ...(streams ? { streamBody: true } : {}),
  };
  return Object.keys(config).length > 0 ? [RouteConfig(config)] : [];
}

function rangeResponses(content: object): (ClassDecorator & MethodDecorator)[] {
  return [
    ApiResponse({ status: 206, description: 'The bytes that `Range` asks for.', content: { ...content } }),
    ApiResponse({ status: 304, description: 'It is the file that you have (`If-None-Match`).' }),
  ];
}

/** OpenAPI 3.1 has no words for the shape of each event: the description names it, and the schema is that of the text. */
function eventStream(options: EndpointOptions, of: DtoClass): (ClassDecorator & MethodDecorator)[] {
  const schema = { type: 'string', maxLength: 2 ** 31 - 1, contentMediaType: 'text/event-stream' };
  const description = `${options.summary}. The data of each event is a \`${of.name}\`, in JSON.`;
  const content = { 'text/event-stream': { schema, example: options.example } };
  return [
    ApiExtraModels(of),
    ApiResponse({ status: 200, description, content }),
    ApiResponse({ status: 204, description: 'Nothing more will come: do not come back.' }),
  ];
}

function dataSchema(options: EndpointOptions): Record<string, unknown> | undefined {
  if (options.list) {
    const { name, of, counts = [] } = options.list;
    const count = { type: 'integer', format: 'int32', minimum: 0, maximum: 2 ** 31 - 1 };
    return {
      type: 'object',
      required: [name, 'pagination', ...counts],
      properties: {
        [name]: { type: 'array', maxItems: 100, items: { $ref: getSchemaPath(of) } },
        pagination: { $ref: getSchemaPath(PaginationDto) },
        ...Object.fromEntries(counts.map((one) => [one, count])),
      },
      additionalProperties: false,
    };
  }
  const references = shapes(options).map((shape) => ({ $ref: getSchemaPath(shape) }));
  return references.length > 1 ? { oneOf: references } : references[0];
}

/** What `?fields=` chooses from, where the answer has one shape. */
function fieldsShape(options: EndpointOptions): DtoClass | undefined {
  const [only, ...others] = options.list ? [options.list.of] : shapes(options);
  return others.length === 0 ? only : undefined;
}

function shapes({ data }: EndpointOptions): readonly DtoClass[] {
  if (data === undefined) return [];
  return typeof data === 'function' ? [data] : data;
}

function exampleAnswer({ example, message }: EndpointOptions): { example?: object } {
  if (example === undefined) return {};
  const said = typeof message === 'string' ? message : message?.[0];
  return { example: { success: true, ...(said === undefined ? {} : { message: said }), data: example } };
}

/** `message`: what the answer says in words, or may say; where there is nothing to say, it has no such field. */
function envelopeSchema(
  data: Record<string, unknown> | undefined,
  message: EndpointOptions['message'],
): Record<string, unknown> {
  const said = typeof message === 'string' ? { example: message } : { examples: message };
  return {
    type: 'object',
    required: ['success', ...(typeof message === 'string' ? ['message'] : []), ...(data ? ['data'] : [])],
    properties: {
      success: { type: 'boolean', enum: [true] },
      ...(message === undefined ? {} : { message: { type: 'string', maxLength: 500, ...said } }),
      ...(data ? { data } : {}),
      meta: { type: 'object', additionalProperties: true },
    },
    additionalProperties: false,
  };
}
