import type { ThumbnailSize } from '../../domain/file';

export interface MadeImage {
  path: string;
  /** In pixels, of one frame. */
  width: number;
  height: number;
  thumbnails: Readonly<Record<ThumbnailSize, string>>;
}

/** The media type of all thumbnails. */
export const THUMBNAIL_TYPE = 'image/webp';

/**
 * Makes images anew from their pixels: nothing else that was in the file comes along, neither where a picture was taken
 * nor what somebody hid behind it.
 */
export abstract class ImageMaker {
  /**
   * @param newPath names a new file to write to
   * @throws DomainError VALIDATION_ERROR for what is no whole image, or has too many pixels: before any is decoded
   */
  abstract make(path: string, type: string, newPath: () => string): Promise<MadeImage>;
}
