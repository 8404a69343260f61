import type { Id } from '@almanac/kernel';

/** A text message that was written to a file, as no provider is set up. */
export interface WrittenText {
  id: Id;
  userId: Id;
  to: string;
  /** ISO 8601. */
  date: string;
  text: string;
}

/** Text messages in files. */
export abstract class TextMessages {
  /** Newest first. */
  abstract list(options: { to?: string | undefined; limit: number }): Promise<WrittenText[]>;
  abstract removeOf(userId: Id): Promise<void>;
  /** Those with these ids, as far as they are there. */
  abstract remove(ids: readonly Id[]): Promise<void>;
}
