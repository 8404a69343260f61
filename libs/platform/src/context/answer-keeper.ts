import type { Id } from '@almanac/kernel';

/** Stands for JSON that a statement will write. It cannot stand in JSON itself, where it would be escaped. */
export const JSON_PLACE = '\u0001';

/** An answer as it is kept for an `Idempotency-Key`: the JSON of the statement goes between `before` and `after`. */
export interface KeptAnswer {
  callerId: Id;
  /** SHA-256 of method, path and key, in hexadecimal digits. */
  fingerprint: string;
  bodyHash: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  before: string;
  after: string;
}

/**
 * Set where a request with an `Idempotency-Key` may do its work in one statement that also keeps the answer. The
 * statement does nothing where the key was used before or is in use.
 */
export interface AnswerKeeper {
  /** What to keep of this answer, in which `JSON_PLACE` stands for what the statement will write. */
  keep(answer: unknown): KeptAnswer;
}

/** Says that the one statement has done nothing; the request is then worked off in a transaction of its own. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
