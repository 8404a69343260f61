/** What the recommendation asks everybody to pass on. */
const LONGEST = 512;
const MOST_MEMBERS = 32;
/** Where not all can be kept, those that are longer go first. */
const LONG_MEMBER = 128;

const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
/** Printable ASCII without comma and equals sign; it does not end with a space, which is trimmed before. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
/** A key of a tenant of a system has one `@`, with a name on both sides (level 1). */
const OF_TENANT = /^[^@]{1,241}@[a-z][^@]{0,13}$/;

/**
 * A `tracestate` as it goes on (W3C Trace Context, section 3.3): what tracing systems on the way tell those of their kind.
 * Nobody here looks into it. Undefined where there is nothing in it, or anything that may not be: then the trace goes on
 * without. Of one that is longer than 512 characters whole members are left out.
 */
export function readTraceState(text: string): string | undefined {
  const members = text.split(',').flatMap((member) => member.trim() || []);
  if (members.length === 0 || members.length > MOST_MEMBERS) return undefined;
  const keys = new Set<string>();
  for (const member of members) {
    const end = member.indexOf('=');
    const key = member.slice(0, Math.max(end, 0));
    if (!isKey(key) || keys.has(key) || !VALUE.test(member.slice(end + 1))) return undefined;
    keys.add(key);
  }
  return shortened(members) || undefined;
}

function isKey(key: string): boolean {
  return KEY.test(key) && (!key.includes('@') || OF_TENANT.test(key));
}

function shortened(members: readonly string[]): string {
  if (members.join().length <= LONGEST) return members.join();
  const kept = members.filter(({ length }) => length <= LONG_MEMBER);
  while (kept.join().length > LONGEST) kept.pop();
  return kept.join();
}
