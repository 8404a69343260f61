/** What an error of somebody else's library may say that nobody is to read later on. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/whsec_[\w+/=-]{1,200}/g, '[redacted]'],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,200}@/gi, '$1[redacted]@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{1,4000}/gi, '$1 [redacted]'],
  [/([?&][\w.-]{1,60}=)[^\s&#"']{1,4000}/g, '$1[redacted]'],
  [
    /\b(password|passwd|secret|token|api[_-]?key|authorization|cookie)("?\s*[:=]\s*"?)[^\s"',;&]{1,4000}/gi,
    '$1$2[redacted]',
  ],
  [/[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,8}/g, '[address]'],
  [/\b(?=[\w-]{0,80}\d)[A-Za-z0-9_-]{40,}\b/g, '[redacted]'],
];
const MAX_MESSAGE = 2000;
const MAX_STACK = 8000;

/** Also without NUL, which PostgreSQL takes in no text: such a dead letter could never be laid down. */
export function textWithoutSecrets(text: string): string {
  return SECRETS.reduce(
    (left, [secret, instead]) => left.replace(secret, instead),
    text.replaceAll('\0', '\ufffd'),
  );
}

/** The error as it may be kept and shown: without credentials, addresses and tokens, and not without end. */
export function withoutSecrets(error: Error): Error {
  error.message = textWithoutSecrets(error.message.slice(0, MAX_MESSAGE));
  if (error.stack !== undefined) error.stack = textWithoutSecrets(error.stack.slice(0, MAX_STACK));
  return error;
}
