/** A JSON schema as zod writes it, as far as it is read here. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  description?: string;
  [keyword: string]: unknown;
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  displayName: 'Ada Lovelace',
  title: 'Water the tomatoes',
  token: 'eyJhbGciOiJIUzI1NiJ9.…',
  role: 'editor',
  code: 'NOT_FOUND',
  message: 'There is no such room, or you may not hear it',
  position: { activity: 3, field: 'title' },
  rooms: ['planner:0193a1b2-0000-7000-8000-00000000000a'],
  requestId: '0193a1b2-7c4e-7a31-9f2e-5d0c4b1a9e77',
  seq: 4712,
  prev: 4708,
  version: 3,
  count: 1,
  comments: 1,
};

/** Something that the schema describes; names that people know get values that they know. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (name in SAMPLES) return SAMPLES[name];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], name);
  return exampleOfType(Array.isArray(schema.type) ? schema.type[0] : schema.type, schema);
}

function exampleOfType(type: string | undefined, schema: JsonSchema): unknown {
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, one]) => [key, exampleOf(one, key)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : [];
    case 'boolean':
      return true;
    case 'number':
    case 'integer':
      return 1;
    case 'string':
      return textOf(schema.format);
    default:
      return {};
  }
}

function textOf(format: string | undefined): string {
  if (format === 'uuid') return '0193a1b2-0000-7000-8000-00000000000a';
  if (format === 'date-time') return '2026-11-26T09:30:00.000Z';
  return 'text';
}
