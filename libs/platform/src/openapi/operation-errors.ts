import { errorCatalogue, type ErrorCode } from '@almanac/contracts';
import { errorStatus, wireCode } from '../http/error-status';
import { headersOf } from './shared-components';

/**
 * Which errors an operation can answer: those that its kind brings with it, and those that it declares itself. The
 * document says them exactly (`x-error-codes`), and tests hold every answer against that.
 */
export interface ErrorFacts {
  /** Declared by the endpoint. */
  errors: readonly ErrorCode[];
  access: 'public' | readonly string[];
  versioned: boolean;
  /** A session may sign in by its cookie, which asks for the CSRF token. */
  bearer: boolean;
  beforeMfaSetup: boolean;
  recentProof: boolean;
}

interface Place {
  method: string;
  path: string;
  takesBody: boolean;
}

const ANYWHERE: readonly ErrorCode[] = [
  ...(['BAD_REQUEST', 'UNAUTHORIZED', 'NOT_ACCEPTABLE', 'VALIDATION_ERROR'] as const),
  ...(['RATE_LIMIT_EXCEEDED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'] as const),
];

/** What most operations answer, signed in and writing: a response of these codes is called by its status alone. */
const USUAL: readonly ErrorCode[] = [
  ...ANYWHERE,
  ...(['INVALID_TOKEN', 'TOKEN_EXPIRED', 'FORBIDDEN', 'MFA_SETUP_REQUIRED', 'CSRF_FAILED'] as const),
  ...(['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED', 'PAYLOAD_TOO_LARGE'] as const),
  ...(['UNSUPPORTED_MEDIA_TYPE', 'IDEMPOTENCY_KEY_REUSED'] as const),
];

/** All codes of an operation, in the order of the catalogue. */
export function codesOf(facts: ErrorFacts, { method, path, takesBody }: Place): ErrorCode[] {
  const codes = new Set<ErrorCode>([...ANYWHERE, ...facts.errors]);
  const add = (when: boolean, ...more: ErrorCode[]) => when && more.forEach((code) => codes.add(code));
  const writes = method !== 'get';
  const signedIn = facts.access !== 'public';
  add(signedIn, 'INVALID_TOKEN', 'TOKEN_EXPIRED', 'FORBIDDEN');
  add(signedIn && !facts.beforeMfaSetup, 'MFA_SETUP_REQUIRED');
  add(signedIn && facts.bearer && writes, 'CSRF_FAILED');
  add(facts.recentProof, 'REAUTHENTICATION_REQUIRED');
  add(signedIn && (method === 'post' || method === 'patch'), 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED');
  add(path.includes('{'), 'NOT_FOUND');
  add(takesBody, 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  add(facts.versioned && writes, 'PRECONDITION_FAILED');
  return CATALOGUE.filter((code) => codes.has(code));
}

const CATALOGUE = Object.keys(errorCatalogue) as ErrorCode[];

/** What clients read as `code`. */
export function wireCodes(codes: readonly ErrorCode[]): string[] {
  return [...new Set(codes.map(wireCode))];
}

/** The responses that operations refer to, collected while the document is walked. */
export class ErrorResponses {
  readonly components: Record<string, object> = {};

  /** References by status, for the codes of an operation. */
  of(codes: readonly ErrorCode[]): [status: string, reference: { $ref: string }][] {
    const statuses = [...new Set(codes.map((code) => errorStatus[code]))].sort();
    return statuses.map((status) => {
      const told = codes.filter((code) => errorStatus[code] === status);
      const usual = USUAL.filter((code) => errorStatus[code] === status);
      const named = usual.length === told.length && usual.every((code) => told.includes(code)) ? [] : told;
      const name = `Error${status}${named.map(pascalCase).join('')}`;
      this.components[name] ??= response(status, told);
      return [String(status), { $ref: `#/components/responses/${name}` }];
    });
  }
}

/** `MAX_PLANNERS_REACHED` → `MaxPlannersReached`. */
function pascalCase(code: ErrorCode): string {
  return code
    .toLowerCase()
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

function response(status: number, codes: readonly ErrorCode[]): object {
  const lines = codes.map((code) => `\`${wireCode(code)}\`: ${errorCatalogue[code].title}.`);
  const [first, ...others] = codes;
  const examples = Object.fromEntries(
    codes.map((code) => [code, { summary: errorCatalogue[code].title, value: exampleOf(code) }]),
  );
  return {
    description: lines.join(' '),
    headers: headersOf({ retryAfter: status === 429 || status === 503 || status === 423 }),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorEnvelope' },
        ...(first && others.length === 0 ? { example: exampleOf(first) } : { examples }),
      },
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  };
}

function exampleOf(code: ErrorCode): object {
  const details = detailsOf(code);
  return {
    success: false,
    error: {
      code: wireCode(code),
      message: errorCatalogue[code].title,
      ...(details === undefined ? {} : { details }),
      timestamp: '2026-01-25T15:30:00.000Z',
      requestId: '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11',
    },
  };
}

function detailsOf(code: ErrorCode): object | undefined {
  if (code === 'VALIDATION_ERROR')
    return [{ field: 'title', message: 'title must not be empty', rule: 'minLength' }];
  if (code === 'PRECONDITION_FAILED') return { currentVersion: 7 };
  return code.endsWith('_REACHED') ? { limit: 5, used: 5, tier: 'free' } : undefined;
}
