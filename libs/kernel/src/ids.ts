import { v7, validate, version } from 'uuid';
import { randomBytesOf } from './random-pool';

/** A UUID; those that the system makes are version 7, so that they sort by time of creation. */
export type Id = string;

const ID_BYTES = 16;

/** A new UUIDv7 (RFC 9562 section 5.7). */
export function newId(): Id {
  return v7({ random: randomBytesOf(ID_BYTES) });
}

/** Whether the text is a UUID of any version (RFC 9562), in its usual form with hyphens. */
export function isId(text: string): boolean {
  return validate(text);
}

/** The version of a UUID, or undefined for what is none. */
export function idVersion(text: string): number | undefined {
  return validate(text) ? version(text) : undefined;
}
