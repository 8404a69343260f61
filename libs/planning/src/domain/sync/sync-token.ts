import { decodeCursor, encodeCursor, type Id } from '@almanac/kernel';

/** How long a token is good: deletions and ended access are remembered for so long (fine-print.md, "Planning"). */
export const TOKEN_DAYS = 90;

/** A row of a walk: rows come planner by planner, in each by the rank of their type, then by age. */
export interface WalkPlace {
  plannerId: Id;
  rank: number;
  createdAt: string;
  id: Id;
}

/** Everything of one planner, or of all that one has, shown as it is and not as it changed. */
export interface Walk {
  /** The planner; null for all. */
  only: Id | null;
  /** The highest rank of type that belongs to it. */
  depth: number;
  /** The last row that was shown. */
  after: WalkPlace | null;
}

/**
 * Where a client is: it has everything up to `seq`, but for the rest of a walk that was begun there. A token is no
 * secret and gives no right: whatever it leads to is asked of the policy again.
 */
export interface SyncToken {
  seq: number;
  walk: Walk | null;
  /** Milliseconds since 1970; undefined where the client named a plain `seq`. */
  issuedAt: number | undefined;
}

const FORM = 's1';
const SHORT = 3;
const LONG = 9;

export function writeToken({ seq, walk }: Omit<SyncToken, 'issuedAt'>, now: Date): string {
  const place = [FORM, now.getTime(), seq];
  if (walk === null) return encodeCursor(place);
  const { only, depth, after } = walk;
  return encodeCursor([
    ...place,
    only,
    depth,
    after?.plannerId ?? null,
    after?.rank ?? null,
    after?.createdAt ?? null,
    after?.id ?? null,
  ]);
}

/** What the text says: a token, or a plain `seq`; undefined for anything else. */
export function readToken(text: string): SyncToken | undefined {
  if (/^(0|[1-9]\d{0,15})$/.test(text)) {
    const seq = Number(text);
    return Number.isSafeInteger(seq) ? { seq, walk: null, issuedAt: undefined } : undefined;
  }
  const values = decodeCursor(text, SHORT) ?? decodeCursor(text, LONG);
  if (values === undefined) return undefined;
  const [form, issuedAt, seq, ...rest] = values;
  if (form !== FORM || !isCount(issuedAt) || !isCount(seq)) return undefined;
  if (rest.length === 0) return { seq, walk: null, issuedAt };
  const walk = readWalk(rest);
  return walk && { seq, walk, issuedAt };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function readWalk([only, depth, plannerId, rank, createdAt, id]: readonly unknown[]): Walk | undefined {
  if ((only !== null && !isUuid(only)) || !isCount(depth)) return undefined;
  if (plannerId === null) return { only, depth, after: null };
  if (!isUuid(plannerId) || !isCount(rank) || rank > depth || !isUuid(id)) return undefined;
  if (typeof createdAt !== 'string' || !INSTANT.test(createdAt) || Number.isNaN(Date.parse(createdAt))) {
    return undefined;
  }
  return { only, depth, after: { plannerId, rank, createdAt, id } };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isUuid(value: unknown): value is Id {
  return typeof value === 'string' && UUID.test(value);
}
