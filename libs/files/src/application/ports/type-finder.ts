import type { FileType } from '../../domain/file-types';

/** Finds out what a file is, by its bytes. */
export abstract class TypeFinder {
  /**
   * What it begins like; enough to know which limit holds while it comes in.
   * @param head its first bytes, 4100 where it has as many
   */
  abstract seemsVideo(head: Buffer): Promise<boolean>;

  /**
   * Looks at the whole of it, in bounded memory.
   * @param name tells texts apart that look alike; nothing else goes by it
   * @throws DomainError UNSUPPORTED_MEDIA_TYPE for what is not listed, VALIDATION_ERROR for archives that would do harm
   */
  abstract find(path: string, name: string): Promise<FileType>;
}
