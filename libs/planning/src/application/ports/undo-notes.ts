import type { Id } from '@almanac/kernel';
import type { Transaction } from '@almanac/platform';

/** What the operation wrote. */
export interface Noted {
  type: 'activity' | 'plan' | 'template';
  id: Id;
}

/**
 * What undoing an operation needs beside what its event tells: what is too long for an event, or nobody's business
 * there. Kept for as long as operations can be undone, and of each thing for the last few operations alone.
 */
export abstract class UndoNotes {
  /** @param note JSON text */
  abstract write(tx: Transaction, operationId: Id, of: Noted, note: string): Promise<void>;
  /** JSON text; nothing where none was written or it is kept no more. */
  abstract find(tx: Transaction, operationId: Id): Promise<string | undefined>;
}
