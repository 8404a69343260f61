import { newId, type Id } from '@almanac/kernel';
import type { StorageKey } from '@almanac/platform';
import { thumbnailSizes, type ThumbnailSize } from '../domain/file';

/** What of a file lies under keys of its own: what was put past the API, what is kept, and its thumbnails. */
export type Part = 'incoming' | 'original' | ThumbnailSize;
export const parts: readonly Part[] = ['incoming', 'original', ...thumbnailSizes];

/** The beginning of all keys of one try to store a file; a try that came too late overwrites nothing. */
export function newObject(fileId: Id): string {
  // The end of an id is random: so many files to a folder, however many there are.
  return `files/${fileId.slice(-2)}/${fileId}-${newId()}`;
}

export function keyOf(object: string, part: Part): StorageKey {
  return `${object}-${part}` as StorageKey;
}

/** The `object` of a key. */
export function objectOf(key: string): string {
  return key.slice(0, key.lastIndexOf('-'));
}
