/** How PostgreSQL ends a timestamptz in JSON when the session's time zone is UTC. */
const UTC_END = '+00:00"';
const QUOTE = 0x22;
const COLON = 0x3a;
const DOT = 0x2e;
/** Characters of `2026-01-25T15:30:00`. */
const TO_THE_SECOND = 19;
/** By how long the fraction is, dot and all. */
const ENDS = ['.000Z"', undefined, '00Z"', '0Z"', 'Z"'];

/**
 * JSON text that PostgreSQL wrote, its instants in the form of the contract: `2026-01-25T15:30:00.000Z`
 * instead of `2026-01-25T15:30:00+00:00`. A tenth of the cost of `to_char` on every column. Only members
 * named `at`, `…At`, `…Date`, `…Until`, `lastActivity` or `deadline` are looked at, and no text that a person wrote can pass for one:
 * its quotes are escaped.
 */
export function utcInstants(json: string): string {
  let result = '';
  let from = 0;
  for (let at = json.indexOf(UTC_END); at >= 0; at = json.indexOf(UTC_END, at + UTC_END.length)) {
    const end = endOf(json, at);
    if (end === undefined) continue;
    result += json.slice(from, at) + end;
    from = at + UTC_END.length;
  }
  return result + json.slice(from);
}

/** What an instant that ends in `+00:00"` at this place ends in instead; nothing where it is none of ours. */
function endOf(json: string, at: number): string | undefined {
  const dot = fractionAt(json, at);
  const start = dot - TO_THE_SECOND;
  const isMember =
    json.charCodeAt(start - 1) === QUOTE &&
    json.charCodeAt(start - 2) === COLON &&
    json.charCodeAt(start - 3) === QUOTE &&
    isNamedLikeAnInstant(json, start - 3);
  return isMember ? ENDS[at - dot] : undefined;
}

/** Members whose values are instants have such names; nothing else is touched. */
function isNamedLikeAnInstant(json: string, nameEnd: number): boolean {
  return (
    json.startsWith('At', nameEnd - 2) ||
    json.startsWith('Date', nameEnd - 4) ||
    json.startsWith('Until', nameEnd - 5) ||
    json.startsWith('lastActivity', nameEnd - 12) ||
    json.startsWith('"deadline', nameEnd - 9) ||
    json.startsWith('"at', nameEnd - 3)
  );
}

/** Where the fraction of a second begins: PostgreSQL writes none, or one to three digits with no zero at the end. */
function fractionAt(json: string, end: number): number {
  for (let digits = 3; digits > 0; digits -= 1) {
    if (json.charCodeAt(end - digits - 1) === DOT) return end - digits - 1;
  }
  return end;
}
