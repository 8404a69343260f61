import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type FieldProblem } from '@almanac/kernel';
import { forbiddenCharacters, hasForbiddenCharacters } from './dto/characters';
import { invalid } from './dto/parse-dto';

const MAX_DEPTH = 32;
/** Of one object; more than any takes. To read and refuse hundreds of thousands would hold up everybody for a second. */
const MAX_PROPERTIES = 1000;
/** Less than this many bytes cannot nest deeper than allowed, nor name so many properties. */
const SHALLOW_BYTES = MAX_DEPTH * 2;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENERS = new Set([0x7b, 0x5b]);
const CLOSERS = new Set([0x7d, 0x5d]);

function badRequest(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('BAD_REQUEST', message);
}

/**
 * Reads a JSON body (RFC 8259) with the bounds of the contract: UTF-8 alone, nesting of at most 32, at most
 * 1,000 properties of an object, no NUL and no lone surrogates in any text, no key that could reach an object's prototype.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw badRequest('The body is not UTF-8');
  if (bytes.length > SHALLOW_BYTES) requireBounds(bytes);
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('The body is not valid JSON');
  }
  // Only an escape can bring in NUL, a lone surrogate or a hidden key, so most bodies need no walk.
  if (text.includes('\\u') || text.includes('__proto__')) refuseHarmful(value);
  return value;
}

/** Before anything is made of it. Outside of texts, a colon is what each property has, and nothing else. */
function requireBounds(bytes: Buffer): void {
  const properties = new Uint16Array(MAX_DEPTH + 1);
  let depth = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (OPENERS.has(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH) throw badRequest(`The body nests deeper than ${MAX_DEPTH}`);
      properties[depth] = 0;
    } else if (CLOSERS.has(byte)) depth -= 1;
    else if (byte === COLON) {
      const count = (properties[depth] ?? 0) + 1;
      if (count > MAX_PROPERTIES) throw badRequest(`An object has more than ${MAX_PROPERTIES} properties`);
      properties[depth] = count;
    }
  }
}

function refuseHarmful(value: unknown): void {
  const problems: FieldProblem[] = [];
  walk(value, '', problems);
  if (problems.length > 0) throw invalid(problems);
}

function walk(value: unknown, path: string, problems: FieldProblem[]): void {
  if (typeof value === 'string') {
    if (hasForbiddenCharacters(value)) problems.push(forbiddenCharacters(path));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, `${path}[${index}]`, problems));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (key === '__proto__') throw badRequest('The body has a key that is not allowed');
      if (hasForbiddenCharacters(key)) problems.push(forbiddenCharacters(path === '' ? 'body' : path));
      else walk(item, at, problems);
    }
  }
}

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** JSON is UTF-8 (RFC 8259 section 8.1); a `charset` that says otherwise is not guessed at, and nothing is unpacked. */
function requirePlainUtf8({ headers }: FastifyRequest): void {
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1];
  const coding = headers['content-encoding'] ?? 'identity';
  const plain = charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset);
  if (!plain || coding.toLowerCase() !== 'identity') throw notTaken();
}

/**
 * Mail programs send forms (RFC 8058): only routes that say `formBody` take one, and nothing in it is read. A route with
 * `streams` reads its body by itself (long-body.ts), whatever its type.
 */
const FORM = 'application/x-www-form-urlencoded';
/** Far more than a mail program sends. */
const FORM_BYTES = 4096;

interface BodySettings {
  formBody?: boolean;
  streamBody?: boolean;
}

const declared = new WeakMap<FastifyRequest, string>();

/** The media type of the body as the client says it, with its parameters; empty where it says none. */
export function declaredTypeOf(request: FastifyRequest): string {
  return declared.get(request) ?? request.headers['content-type'] ?? '';
}

/** Takes the place of Fastify's own JSON parser; other types are left to the routes that want them. */
export function useJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // A route that reads its body by itself does so with JSON, too: by this type no parser takes it away before.
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && settingsOf(request).streamBody === true) {
      declared.set(request, type);
      request.headers['content-type'] = 'application/octet-stream';
    }
    done();
  });
  fastify.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        requirePlainUtf8(request);
        done(null, parseJsonBody(Buffer.isBuffer(body) ? body : Buffer.from(body)));
      } catch (error) {
        done(error instanceof Error ? error : new Error('unreadable body'));
      }
    },
  );
  fastify.addContentTypeParser(FORM, { parseAs: 'buffer', bodyLimit: FORM_BYTES }, (request, _body, done) => {
    done(settingsOf(request).formBody === true ? null : notTaken());
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const { streamBody, formBody } = settingsOf(request);
    if (streamBody === true) done(null);
    else if (formBody === true && isForm(request)) skip(payload, done);
    else done(notTaken());
  });
}

function settingsOf(request: FastifyRequest): BodySettings {
  return request.routeOptions.config as BodySettings;
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') === true;
}

/** Reads to the end, and keeps nothing. */
function skip(payload: Readable, done: (error: Error | null) => void): void {
  let bytes = 0;
  payload.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= FORM_BYTES) return;
    payload.removeAllListeners('data').removeAllListeners('end');
    done(new DomainError<ErrorCode>('PAYLOAD_TOO_LARGE', 'The body is larger than this endpoint takes'));
  });
  payload.on('end', () => done(null));
  payload.on('error', done);
}

function notTaken(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as application/json in UTF-8, not compressed',
  );
}
