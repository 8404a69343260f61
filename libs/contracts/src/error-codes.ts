/**
 * The error catalogue: every code that a client can see, with what causes it and how it is mended.
 * `docs/errors.md` is generated from it. The HTTP status of each stands in the platform's filter.
 */
export interface ErrorEntry {
  title: string;
  cause: string;
  mend: string;
}

export const errorCatalogue = {
  BAD_REQUEST: {
    title: 'Bad request',
    cause:
      'The request could not be parsed: broken JSON, text that is not UTF-8, nesting deeper than 32, more than 1,000 properties in one object.',
    mend: 'Send well-formed JSON in UTF-8.',
  },
  UNAUTHORIZED: {
    title: 'Sign-in needed',
    cause:
      'No credentials were sent, or they were sent in a place that is not taken, such as the query string.',
    mend: 'Send an access token as `Authorization: Bearer …`, or an API key as `X-API-Key`.',
  },
  INVALID_CREDENTIALS: {
    title: 'Wrong credentials',
    cause: 'E-mail and password do not belong together, or a code or share password is wrong.',
    mend: 'Ask the person again; after five failures the account is locked for 15 minutes.',
  },
  INVALID_TOKEN: {
    title: 'Invalid token',
    cause:
      'The token is malformed, forged, of another type, or its session has ended (401); or an e-mailed token is wrong, used or expired (400).',
    mend: 'Refresh the session or sign in again; ask for a new mail.',
  },
  INVALID_MAILED_TOKEN: {
    title: 'Invalid e-mailed token, where an operation takes one',
    cause:
      'The token of a mail is wrong, used or expired. Clients see the code `INVALID_TOKEN` with status 400.',
    mend: 'Ask for a new mail.',
  },
  TOKEN_EXPIRED: {
    title: 'Token expired',
    cause: 'The access or refresh token was good once and is past its time.',
    mend: 'Call `POST /api/v1/auth/refresh`; if that answers 401 too, sign in again.',
  },
  TOKEN_REUSED: {
    title: 'Refresh token used twice',
    cause:
      'A refresh token that was already rotated came again. That is how theft shows, so the whole session was ended.',
    mend: 'Sign in again, and keep only the newest refresh token.',
  },
  FORBIDDEN: {
    title: 'Not allowed',
    cause:
      'You are signed in, but lack a permission (`details.required`) or have no access to this resource.',
    mend: 'Ask the owner to share it, or an admin for the permission.',
  },
  EMAIL_NOT_VERIFIED: {
    title: 'E-mail not verified',
    cause: 'This server wants a verified e-mail address before sign-in.',
    mend: 'Open the link in the mail, or call `POST /api/v1/auth/resend-verification`.',
  },
  ACCOUNT_SUSPENDED: {
    title: 'Account suspended',
    cause: 'An admin has suspended the account.',
    mend: 'Ask an admin of this server.',
  },
  REAUTHENTICATION_REQUIRED: {
    title: 'Proof of identity needed',
    cause:
      'This is taken only from somebody who has proved who they are a short while ago, and your last proof is older. API keys and impersonations have none.',
    mend: 'Ask the person for the password or a code, call `POST /api/v1/auth/reauthenticate`, and try again.',
  },
  MFA_SETUP_REQUIRED: {
    title: 'Second factor to be set up',
    cause: 'A role of yours demands a second factor, and you have none yet.',
    mend: 'Set up an authenticator (`POST /api/v1/auth/mfa/setup`) or add a passkey; then everything is open to this very session.',
  },
  CSRF_FAILED: {
    title: 'CSRF token missing or wrong',
    cause: 'A state-changing request came with the sign-in cookie and without a matching CSRF token.',
    mend: 'Send the CSRF token in `X-CSRF-Token`, or use a bearer token.',
  },
  MAX_PLANNERS_REACHED: {
    title: 'Planner limit reached',
    cause:
      'Your tier allows no more planners; or the planner is read-only, as its owner has more than their tier allows and it is not one of the oldest (`details.reason` is `planner-limit`). `details` has `limit`, `used` and `tier`.',
    mend: 'Delete a planner, an older one where one is to be opened again, or move to a higher tier.',
  },
  MAX_PROJECTS_REACHED: {
    title: 'Limit of writing projects reached',
    cause: 'Your tier allows no more writing projects; `details` has `limit`, `used` and `tier`.',
    mend: 'Delete a project or move to a higher tier.',
  },
  MAX_EVENTS_REACHED: {
    title: 'Limit of events reached',
    cause: 'Your tier allows no more events at a time; `details` has `limit`, `used` and `tier`.',
    mend: 'End or delete an event, or move to a higher tier.',
  },
  MAX_AI_REQUESTS_REACHED: {
    title: 'No more requests to the assistant today',
    cause: 'Your tier allows no more on this day of UTC; `details` has `limit`, `used` and `tier`.',
    mend: 'Come back tomorrow (UTC) or move to a higher tier.',
  },
  MAX_FILTERS_REACHED: {
    title: 'Saved filter limit reached',
    cause: 'A person may keep only so many filters; `details` has `limit` and `used`.',
    mend: 'Delete a filter that is no longer used.',
  },
  MAX_COLLABORATORS_REACHED: {
    title: 'Collaborator limit reached',
    cause:
      'The tier of whoever owns the planner or plan allows no more collaborators on it, open invitations included; `details` has `limit`, `used` and `tier`.',
    mend: 'Remove a collaborator, take an invitation back, or have the owner move to a higher tier.',
  },
  MAX_API_KEYS_REACHED: {
    title: 'API key limit reached',
    cause: 'An account may have only so many API keys; `details` has `limit` and `used`.',
    mend: 'Delete a key that is no longer used.',
  },
  MAX_WEBHOOKS_REACHED: {
    title: 'Webhook limit reached',
    cause: 'An account may have only so many webhooks; `details` has `limit`, `used` and `tier`.',
    mend: 'Delete a webhook that is no longer used.',
  },
  STORAGE_LIMIT_REACHED: {
    title: 'Storage limit reached',
    cause: 'Your tier allows no more bytes of files; `details` has `limit`, `used` and `tier`.',
    mend: 'Delete files or move to a higher tier.',
  },
  NOT_FOUND: {
    title: 'Not found',
    cause: 'There is no such route or resource; a deleted one counts as gone (look in the trash).',
    mend: 'Check the address and the id.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'Method not allowed',
    cause: 'The path is known, but not with this method; `Allow` lists those that are.',
    mend: 'Use one of the methods in `Allow`.',
  },
  NOT_ACCEPTABLE: {
    title: 'Not acceptable',
    cause: '`Accept` admits neither JSON nor problem+json nor what the route serves.',
    mend: 'Send `Accept: application/json`, or leave it out.',
  },
  ALREADY_EXISTS: {
    title: 'Already exists',
    cause: 'Something that must be unique, such as an e-mail address, is taken.',
    mend: 'Choose another value, or sign in.',
  },
  CONFLICT: {
    title: 'Conflict',
    cause:
      'The request does not fit the present state, or an equal request with the same `Idempotency-Key` is still running.',
    mend: 'Read the resource again and retry.',
  },
  GONE: {
    title: 'Gone',
    cause: 'A share or download link has expired.',
    mend: 'Ask for a new link.',
  },
  PRECONDITION_FAILED: {
    title: 'Precondition failed',
    cause: 'Somebody changed the resource after you read it (`If-Match` does not match).',
    mend: 'Read it again, merge, and send the new `ETag`.',
  },
  REQUEST_TIMEOUT: {
    title: 'The request took too long',
    cause:
      'The request was not there whole in time (`REQUEST_TIMEOUT_MS`), or an upload fell silent for 15 seconds or took longer than an hour.',
    mend: 'Send it again, over a steadier connection; large files go better by `POST /api/v1/files/uploads`.',
  },
  PAYLOAD_TOO_LARGE: {
    title: 'Body too large',
    cause: 'The body is over the limit of this endpoint (1 MiB for JSON).',
    mend: 'Send less, or in parts.',
  },
  HEADERS_TOO_LARGE: {
    title: 'Address and headers too large',
    cause: 'Address and headers have more than 16 KiB together.',
    mend: 'Send shorter ones, such as fewer cookies; long filters of a list can be kept by `POST /api/v1/filters`.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'Unsupported media type',
    cause: '`Content-Type` is not one that the endpoint takes.',
    mend: 'Send `Content-Type: application/json`.',
  },
  RANGE_NOT_SATISFIABLE: {
    title: 'No such bytes',
    cause: '`Range` asks for bytes beyond the end of the file; `details.size` says how long it is.',
    mend: 'Ask for bytes that the file has, or for the whole.',
  },
  VALIDATION_ERROR: {
    title: 'Validation failed',
    cause:
      'The body or query parses, but fields are wrong; `details` lists every one with its path and rule.',
    mend: 'Mend the fields named in `details`.',
  },
  WEAK_PASSWORD: {
    title: 'Weak password',
    cause:
      'The password is too short, too common, too long for bcrypt (72 bytes), or lacks a kind of character.',
    mend: 'Use 8 or more characters with upper case, lower case, a digit and a special character.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'Idempotency key used for another request',
    cause: 'The same `Idempotency-Key` came with another body.',
    mend: 'Use a new key for each new request.',
  },
  ACCOUNT_LOCKED: {
    title: 'Account locked',
    cause: 'Too many failed sign-ins; `Retry-After` says when the lock ends.',
    mend: 'Wait, or reset the password.',
  },
  PRECONDITION_REQUIRED: {
    title: 'Confirmation needed',
    cause: 'A permanent deletion was asked for without its confirmation header.',
    mend: 'Send the confirmation header that the operation names.',
  },
  RATE_LIMIT_EXCEEDED: {
    title: 'Too many requests',
    cause: 'A rate limit was passed; `Retry-After` says when to come again.',
    mend: 'Slow down; the `RateLimit-*` headers tell what is left.',
  },
  INTERNAL_ERROR: {
    title: 'Internal error',
    cause: 'A defect of the server. It was logged under the `requestId`.',
    mend: 'Report it with the `requestId`.',
  },
  EXTERNAL_SERVICE_ERROR: {
    title: 'An outside service failed',
    cause: 'A service that this server depends on for the request gave an error.',
    mend: 'Try again later.',
  },
  SERVICE_UNAVAILABLE: {
    title: 'Service unavailable',
    cause:
      'The database is away, the server is stopping, or it is too busy; `Retry-After` says when to come again.',
    mend: 'Retry after the time given, with the same `Idempotency-Key`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
