/** How PostgreSQL ends a timestamptz in JSON when the session's time zone is UTC. */
const UTC_END = '+00:00"';
const QUOTE = 0x22;
const COLON = 0x3a;
const DOT = 0x2e;
/** Characters of `2026-01-25T15:30:00`. */
const TO_THE_SECOND = 19;

/**
 * JSON text that PostgreSQL wrote, its instants in the form of the contract: `2026-01-25T15:30:00.000Z`
 * instead of `2026-01-25T15:30:00+00:00`. A tenth of the cost of `to_char` on every column. Only members
 * named `at`, `…At`, `…Date`, `lastActivity` or `deadline` are looked at, and no text that a person wrote can pass for one:
 * its quotes are escaped.
 */
export function utcInstants(json: string): string {
  const parts = json.split(UTC_END);
  const last = parts.pop() ?? '';
  let result = '';
  for (const part of parts) result += part + endOf(part);
  return result + last;
}

function endOf(part: string): string {
  const dot = fractionAt(part);
  const start = dot - TO_THE_SECOND;
  const isMember =
    part.charCodeAt(start - 1) === QUOTE &&
    part.charCodeAt(start - 2) === COLON &&
    part.charCodeAt(start - 3) === QUOTE &&
    isNamedLikeAnInstant(part, start - 3);
  if (!isMember) return UTC_END;
  if (dot === part.length - 4) return 'Z"';
  if (dot === part.length) return '.000Z"';
  return `${'0'.repeat(4 - (part.length - dot))}Z"`;
}

/** Members whose values are instants have such names; nothing else is touched. */
function isNamedLikeAnInstant(part: string, nameEnd: number): boolean {
  return (
    part.startsWith('At', nameEnd - 2) ||
    part.startsWith('Date', nameEnd - 4) ||
    part.startsWith('lastActivity', nameEnd - 12) ||
    part.startsWith('"deadline', nameEnd - 9) ||
    part.startsWith('"at', nameEnd - 3)
  );
}

/** Where the fraction of a second begins: PostgreSQL writes none, or one to three digits with no zero at the end. */
function fractionAt(part: string): number {
  for (let digits = 3; digits > 0; digits -= 1) {
    if (part.charCodeAt(part.length - digits - 1) === DOT) return part.length - digits - 1;
  }
  return part.length;
}
