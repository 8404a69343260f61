import { newId, type Id } from '@almanac/kernel';
import type { StorageKey } from '@almanac/platform';
import { thumbnailSizes, type ThumbnailSize } from '../domain/file';

/** What of a file lies under keys of its own: what was put past the API, what is kept, and its thumbnails. */
export type Part = 'incoming' | 'original' | ThumbnailSize;
export const parts: readonly Part[] = ['incoming', 'original', ...thumbnailSizes];

/** Of a UUID, as text. */
const ID_LENGTH = 36;

/** The beginning of all keys of one try to store a file; a try that came too late overwrites nothing. */
export function newObject(fileId: Id): string {
  // The end of an id is random: so many files to a folder, however many there are.
  return `files/${fileId.slice(-2)}/${fileId}-${newId()}`;
}

/** The file whose bytes lie there, or lay there once. */
export function fileIdOf(object: string): Id {
  const name = object.slice(object.lastIndexOf('/') + 1);
  return name.slice(0, ID_LENGTH);
}

export function keyOf(object: string, part: Part): StorageKey {
  return `${object}-${part}` as StorageKey;
}

/** The `object` of a key. */
export function objectOf(key: string): string {
  return key.slice(0, key.lastIndexOf('-'));
}
