import { errorCatalogue } from '@almanac/contracts';

/** Components of the document that every operation shares. */
type Json = Record<string, unknown>;

const text = (maxLength: number, example?: string): Json => ({
  type: 'string',
  maxLength,
  ...(example === undefined ? {} : { example }),
});
const count = (description: string): Json => ({
  description,
  schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 2_147_483_647 },
});

export const headerComponents: Json = {
  'Access-Control-Allow-Origin': {
    description: 'The calling origin, where it is allowed.',
    schema: text(2048),
  },
  'RateLimit-Limit': count('Requests allowed in the window.'),
  'RateLimit-Remaining': count('Requests left in the window.'),
  'RateLimit-Reset': count('Seconds until the window ends.'),
  'Retry-After': count('Seconds to wait.'),
  'X-Request-Id': {
    description:
      'Names this request in the logs, with all that it sets going: the one that was sent, or one that was made.',
    schema: text(128),
  },
  'X-Operation-Id': {
    description:
      'The id of this write, for `POST /operations/{id}/undo` if such a write can be undone; absent where nothing changed.',
    schema: { type: 'string', format: 'uuid', maxLength: 36 },
  },
  ETag: { description: 'The version of the resource, for If-Match and If-None-Match.', schema: text(200) },
  Location: { description: 'Where the new resource is.', schema: text(2048) },
};

const reference = (name: string): Json => ({ $ref: `#/components/headers/${name}` });
const common = [
  'Access-Control-Allow-Origin',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id',
];

export function headersOf(extra: {
  etag?: boolean;
  location?: boolean;
  retryAfter?: boolean;
  operation?: boolean;
}): Json {
  const names = [
    ...common,
    ...(extra.etag ? ['ETag'] : []),
    ...(extra.location ? ['Location'] : []),
    ...(extra.operation ? ['X-Operation-Id'] : []),
    ...(extra.retryAfter ? ['Retry-After'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, reference(name)]));
}

const details: Json = {
  description: 'For validation: every problem with its path. Otherwise facts that a client may act on.',
  anyOf: [
    {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['field', 'message', 'rule'],
        properties: {
          field: text(500, 'title'),
          message: text(500, 'title must not be empty'),
          rule: text(100, 'minLength'),
        },
      },
    },
    { type: 'object', additionalProperties: true, maxProperties: 50 },
  ],
};
const codes = {
  type: 'string',
  enum: Object.keys(errorCatalogue).filter((code) => code !== 'INVALID_MAILED_TOKEN'),
};
const shared: Json = {
  details,
  timestamp: { type: 'string', format: 'date-time', maxLength: 30 },
  requestId: text(128, '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11'),
};

export const errorSchemas: Json = {
  ErrorEnvelope: {
    type: 'object',
    required: ['success', 'error'],
    properties: {
      success: { type: 'boolean', enum: [false] },
      error: {
        type: 'object',
        required: ['code', 'message', 'timestamp', 'requestId'],
        properties: { code: codes, message: text(1000), ...shared },
      },
    },
  },
  Problem: {
    type: 'object',
    description: 'Problem details by RFC 9457.',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    properties: {
      type: text(200, 'urn:almanac:error:NOT_FOUND'),
      title: text(200),
      status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599 },
      detail: text(1000),
      instance: text(2048),
      code: codes,
      ...shared,
    },
  },
};
