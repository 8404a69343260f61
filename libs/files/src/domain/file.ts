import type { Id } from '@almanac/kernel';

export const thumbnailSizes = ['small', 'medium', 'large'] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

/** The longer edge, in pixels. Nothing is enlarged. */
export const thumbnailEdges: Record<ThumbnailSize, number> = { small: 160, medium: 480, large: 1280 };

export interface StoredFileRecord {
  id: Id;
  userId: Id;
  name: string;
  /** As the bytes are; of a pending one as it was said. */
  type: string;
  /** In bytes; counts against the owner's storage. */
  size: number;
  status: 'pending' | 'ready';
  /** The beginning of the keys under which its bytes are. */
  object: string;
  sha256: string | null;
  width: number | null;
  height: number | null;
  version: number;
  /** Until then a pending one waits for its bytes. */
  expiresAt: Date | null;
  createdAt: Date;
}

/** The last part of a name that a client gave: what comes before is its folders, and nobody's business. */
export function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** In bytes of UTF-8, before it is cleaned. */
export const MAX_NAME_BYTES = 255;
