import { Answer, JsonText } from './answer';
import { fieldsOf } from './dto/field-spec';
import { invalid } from './dto/parse-dto';
import type { EndpointMetadata } from './endpoint.decorator';

/** A response, ready to be sent or to be kept for an `Idempotency-Key`. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The response for what a controller gave back: envelope, status and headers. */
export function renderAnswer(
  value: unknown,
  endpoint: EndpointMetadata,
  fields: readonly string[] | undefined,
): Rendered {
  const answer = value instanceof Answer ? value : new Answer(value ?? null);
  const { options } = answer;
  const headers: Record<string, string> = { ...options.headers };
  if (options.location !== undefined) headers['location'] = options.location;
  if (options.etag !== undefined) headers['etag'] = `"${options.etag}"`;
  const said = options.message ?? endpoint.message;
  const message = said === undefined ? '' : `,"message":${JSON.stringify(said)}`;
  const data = answer.data === null ? '' : `,"data":${dataText(answer.data, endpoint, fields)}`;
  const meta = options.meta === undefined ? '' : `,"meta":${JSON.stringify(options.meta)}`;
  return {
    status: options.status ?? endpoint.status,
    headers,
    body: `{"success":true${message}${data}${meta}}`,
  };
}

function dataText(data: unknown, endpoint: EndpointMetadata, fields: readonly string[] | undefined): string {
  if (!fields) return data instanceof JsonText ? data.text : JSON.stringify(data);
  const value: unknown = data instanceof JsonText ? JSON.parse(data.text) : data;
  return JSON.stringify(
    endpoint.listName === undefined ? pick(value, fields) : pickRows(value, endpoint.listName, fields),
  );
}

function pickRows(value: unknown, listName: string, fields: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const rows: unknown = Reflect.get(value, listName);
  return { ...value, [listName]: Array.isArray(rows) ? rows.map((row) => pick(row, fields)) : rows };
}

function pick(value: unknown, fields: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => fields.includes(name)));
}

/**
 * The names in `?fields=`, or undefined where all are wanted.
 * @throws DomainError VALIDATION_ERROR for a name that the rows do not have.
 */
export function requestedFields(query: unknown, endpoint: EndpointMetadata): readonly string[] | undefined {
  if (typeof query !== 'object' || query === null || !endpoint.shape) return undefined;
  const text: unknown = Reflect.get(query, 'fields');
  if (typeof text !== 'string') return undefined;
  const names = text.split(',').map((name) => name.trim());
  const known = fieldsOf(endpoint.shape);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw invalid([
      { field: 'fields', message: `fields must be of ${[...known.keys()].join(', ')}`, rule: 'isIn' },
    ]);
  }
  return names;
}
