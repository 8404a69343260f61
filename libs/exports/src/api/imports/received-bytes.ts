import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type Id } from '@almanac/kernel';
import type { ReadImport } from '../../application/imports/import.service';

const MIB = 1024 * 1024;
/** Of one person: four of the largest files. */
const MAX_OWN = 100 * MIB;
/** Of everybody in this process. */
const MAX_ALL = 250 * MIB;
const RETRY_AFTER_SECONDS = 5;

/** What files that are being imported take of this process's memory, however many are sent at once, and however slowly. */
export class ReceivedBytes {
  private all = 0;
  private readonly own = new Map<Id, number>();

  constructor(private readonly bounds = { own: MAX_OWN, all: MAX_ALL }) {}

  /** For one request: `hold` as its file grows, `release` when the request is over. */
  of(userId: Id): { hold: (bytes: number) => void; release: () => void } {
    let held = 0;
    const change = (by: number): void => {
      held += by;
      this.all += by;
      const left = (this.own.get(userId) ?? 0) + by;
      if (left === 0) this.own.delete(userId);
      else this.own.set(userId, left);
    };
    return {
      hold: (bytes) => {
        if ((this.own.get(userId) ?? 0) + bytes > this.bounds.own)
          throw refusal('RATE_LIMIT_EXCEEDED', 'You send too many files at once');
        if (this.all + bytes > this.bounds.all)
          throw refusal('SERVICE_UNAVAILABLE', 'Too many files are sent at once');
        change(bytes);
      },
      release: () => change(-held),
    };
  }
}

/** A file that takes memory until it is let go. */
export function heldFile(file: Omit<ReadImport, 'letGo'>, release: () => void): ReadImport {
  const held: ReadImport = {
    ...file,
    letGo: () => {
      held.reading.close();
      // The request, which may wait for seconds yet, has the file all the while.
      held.pieces = [];
      release();
    },
  };
  return held;
}

function refusal(code: ErrorCode, message: string): DomainError<ErrorCode> {
  return new DomainError(code, `${message}; please try again shortly`, undefined, RETRY_AFTER_SECONDS);
}
