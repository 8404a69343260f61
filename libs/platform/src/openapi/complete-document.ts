import type { OpenAPIObject } from '@nestjs/swagger';
import { codesOf, ErrorResponses, wireCodes, type ErrorFacts } from './operation-errors';
import { errorSchemas, headerComponents, headersOf } from './shared-components';

/**
 * What is alike everywhere is put into the document by one walk, so that no controller repeats it: error
 * responses, rate-limit headers, conditional and idempotent headers, closed objects, bounded texts.
 */
type Json = Record<string, unknown>;

interface EndpointFacts extends ErrorFacts {
  operation: boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** What any text keeps to: no NUL. */
const ANY_TEXT = '^[^\\u0000]*$';

export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  const errors = new ErrorResponses();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation: unknown = Reflect.get(item, method);
      if (isObject(operation)) completeOperation(operation, method, path, errors);
    }
  }
  const components: Json = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...errorSchemas },
    responses: errors.components,
    headers: headerComponents,
  };
  document.components = components;
  closeSchemas(document);
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) addBodyExample(Reflect.get(item, method), asObject(components['schemas']));
  }
  Object.values(asObject(components['schemas'])).forEach(showEmpty);
  const usedTags = new Set(
    JSON.stringify(document.paths)
      .match(/"tags":\["[^"]+"/g)
      ?.map((tag) => tag.slice(9, -1)),
  );
  document.tags = (document.tags ?? []).filter((tag) => usedTags.has(tag.name));
  return document;
}

function completeOperation(operation: Json, method: string, path: string, errors: ErrorResponses): void {
  const facts = operation['x-endpoint'] as EndpointFacts | undefined;
  delete operation['x-endpoint'];
  if (!facts) return;
  if (facts.access === 'public') operation['security'] = [{}];
  else if (path.includes('/admin/')) operation['security'] = forAdmins(operation['security']);
  // Nest takes the controller's name where no tag is given.
  if (Array.isArray(operation['tags']))
    operation['tags'] = operation['tags'].map((tag) => String(tag).toLowerCase());
  if (!operation['description']) operation['description'] = operation['summary'];
  addParameters(operation, method, facts);
  const responses = asObject(operation['responses']);
  const created = '201' in responses;
  for (const [status, response] of Object.entries(responses)) {
    if (!isObject(response)) continue;
    response['headers'] = {
      ...headersOf({
        etag: facts.versioned,
        location: (created && status === '201') || status === '302',
        operation: facts.operation,
      }),
      ...asObject(response['headers']),
    };
  }
  if (method === 'get' && facts.versioned) responses['304'] = { description: 'You have the newest version.' };
  const codes = codesOf(facts, { method, path, takesBody: 'requestBody' in operation });
  for (const [status, reference] of errors.of(codes)) responses[status] ??= reference;
  operation['x-error-codes'] = wireCodes(codes);
  operation['responses'] = responses;
}

/**
 * What is for admins has security schemes by names of its own, as OWASP API5 asks: the credentials are the
 * same, and those who hold them need the permissions that the operation names.
 */
function forAdmins(security: unknown): unknown {
  if (!Array.isArray(security)) return security;
  return security.map((way) =>
    Object.fromEntries(Object.entries(asObject(way)).map(([name, scopes]) => [adminScheme(name), scopes])),
  );
}

/** `bearer` → `adminBearer`. */
function adminScheme(name: string): string {
  return `admin${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/**
 * The body that a person sees first when trying an operation: the properties that have an example, and no
 * others. Left to itself, Swagger UI would fill in "string" and 0 for the rest, and the request would fail.
 */
function addBodyExample(operation: unknown, schemas: Json): void {
  const content = asObject(asObject(asObject(operation)['requestBody'])['content']);
  const media = asObject(content['application/json']);
  if (!('schema' in media) || 'example' in media || 'examples' in media) return;
  media['example'] = exampleOf(asObject(media['schema']), schemas) ?? {};
}

/** What may be empty is so in examples of answers, where nothing else is said: not "string", and no time of now. */
function showEmpty(schema: unknown): void {
  for (const property of Object.values(asObject(asObject(schema)['properties']))) {
    if (!isObject(property) || 'example' in property || 'examples' in property) continue;
    if (Array.isArray(property['type']) && property['type'].includes('null')) property['example'] = null;
  }
}

function exampleOf(schema: Json, schemas: Json): unknown {
  if ('example' in schema) return schema['example'];
  if (typeof schema['$ref'] === 'string') {
    return exampleOf(asObject(schemas[schema['$ref'].split('/').at(-1) ?? '']), schemas);
  }
  if (isObject(schema['items'])) {
    const item = exampleOf(schema['items'], schemas);
    return item === undefined ? undefined : [item];
  }
  if (!isObject(schema['properties'])) return undefined;
  const entries = Object.entries(schema['properties'])
    .map(([name, child]) => [name, exampleOf(asObject(child), schemas)] as const)
    .filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function addParameters(operation: Json, method: string, facts: EndpointFacts): void {
  const parameters = Array.isArray(operation['parameters']) ? [...(operation['parameters'] as Json[])] : [];
  const header = (name: string, description: string, maxLength: number): void => {
    parameters.push({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string', maxLength },
    });
  };
  if (facts.versioned && method === 'get')
    header('If-None-Match', 'The `ETag` that you have; answers 304 while it holds.', 200);
  if (facts.versioned && method !== 'get') {
    header('If-Match', 'The `ETag` that you have read; answers 412 when somebody else was first.', 200);
  }
  if ((method === 'post' || method === 'patch') && facts.access !== 'public') {
    header('Idempotency-Key', 'Makes a retry safe: the first answer is kept 24 hours and given again.', 255);
  }
  operation['parameters'] = parameters;
}

/** Objects are closed, texts have a pattern: as the server really refuses what is unknown, and NUL. */
function closeSchemas(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(closeSchemas);
    return;
  }
  if (!isObject(node)) return;
  if (node['type'] === 'object' && isObject(node['properties'])) node['additionalProperties'] ??= false;
  if (isFreeText(node)) node['pattern'] = ANY_TEXT;
  for (const [name, child] of Object.entries(node)) {
    if (name !== 'example' && name !== 'examples' && name !== 'default') closeSchemas(child);
  }
}

function isFreeText(schema: Json): boolean {
  const types: readonly unknown[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  return types.includes('string') && !['pattern', 'format', 'enum', 'const'].some((rule) => rule in schema);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
