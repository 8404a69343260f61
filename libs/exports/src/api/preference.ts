/** So long a request waits for its export (spec: exports-files.md), in milliseconds. */
export const LONGEST_WAIT_MS = 10_000;

export interface Preference {
  waitMs: number;
  /** For `Preference-Applied`; empty where nothing was asked for that we do. */
  applied: string;
}

/**
 * What a client would rather have, by `Prefer` (RFC 7240): `respond-async` wants the job at once, `wait=5` after so many
 * seconds. What is not known, or makes no sense, is passed over, as the RFC wants it.
 */
export function preferenceOf(header: string | undefined): Preference {
  let waitMs: number | undefined;
  let isAsync = false;
  const applied: string[] = [];
  for (const part of (header ?? '').slice(0, 1000).split(',')) {
    const [name = '', value = ''] = (part.split(';')[0] ?? '').split('=').map((text) => text.trim());
    const seconds = value.replaceAll('"', '');
    if (name.toLowerCase() === 'respond-async' && !isAsync) {
      isAsync = true;
      applied.push('respond-async');
    } else if (name.toLowerCase() === 'wait' && waitMs === undefined && /^\d{1,9}$/.test(seconds)) {
      waitMs = Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS);
      applied.push(`wait=${waitMs / 1000}`);
    }
  }
  return { waitMs: waitMs ?? (isAsync ? 0 : LONGEST_WAIT_MS), applied: applied.join(', ') };
}
