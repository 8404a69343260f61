import type { Id } from '@almanac/kernel';
import { notFound, refused } from '../refusals';

/** A file that belongs to an activity. Its id is the file's own: a file is attached once. */
export interface Attachment {
  id: Id;
  name: string;
  type: string;
  /** In bytes. */
  size: number;
}

export const MAX_ATTACHMENTS = 100;

/** Attaching a file again changes nothing. @throws DomainError VALIDATION_ERROR where there are too many */
export function withAttachment(all: readonly Attachment[], file: Attachment): Attachment[] {
  if (all.some(({ id }) => id === file.id)) return [...all];
  if (all.length < MAX_ATTACHMENTS) return [...all, file];
  const message = `an activity may have at most ${MAX_ATTACHMENTS} attachments`;
  throw refused({ field: 'fileId', message, rule: 'maxItems' });
}

/** @throws DomainError NOT_FOUND */
export function withoutAttachment(all: readonly Attachment[], id: Id): Attachment[] {
  attachmentOf(all, id);
  return all.filter((one) => one.id !== id);
}

/** @throws DomainError NOT_FOUND */
export function attachmentOf(all: readonly Attachment[], id: Id): Attachment {
  const found = all.find((one) => one.id === id);
  if (!found) throw notFound('attachment');
  return found;
}
