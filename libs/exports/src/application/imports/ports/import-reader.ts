import type { ImportFormat, Reading } from '../../../domain/imports/reading';

/** Reads files of others in bounded time and memory, and off the event loop. */
export abstract class ImportReader {
  /**
   * @param pieces of the file, in their order
   * @param title of the planner, where the file has none
   * @throws DomainError UNSUPPORTED_MEDIA_TYPE for what is no text, SERVICE_UNAVAILABLE where too many are read at once
   */
  abstract read(format: ImportFormat, pieces: readonly Uint8Array[], title?: string): Promise<Reading>;
}
