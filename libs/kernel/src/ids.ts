import { randomFillSync } from 'node:crypto';
import { v7, validate, version } from 'uuid';

/** A UUID; those that the system makes are version 7, so that they sort by time of creation. */
export type Id = string;

/** Random bytes are drawn for many ids at once: one draw an id would cost more than the id. */
const ID_BYTES = 16;
const pool = Buffer.alloc(ID_BYTES * 256);
let drawn = pool.length;

/** A new UUIDv7 (RFC 9562 section 5.7). */
export function newId(): Id {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const random = pool.subarray(drawn, drawn + ID_BYTES);
  drawn += ID_BYTES;
  return v7({ random });
}

/** Whether the text is a UUID of any version (RFC 9562), in its usual form with hyphens. */
export function isId(text: string): boolean {
  return validate(text);
}

/** The version of a UUID, or undefined for what is none. */
export function idVersion(text: string): number | undefined {
  return validate(text) ? version(text) : undefined;
}
