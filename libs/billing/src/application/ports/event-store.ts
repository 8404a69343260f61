import type { Queryable, RequestContext, Transaction } from '@almanac/platform';
import type { EventFacts, HandledEvent, ReadEvent } from './event-reader';

export type SettledStatus = 'done' | 'ignored' | 'failed';

export interface KeptEvent {
  id: string;
  type: HandledEvent;
  customerId: string | null;
  facts: EventFacts;
  status: 'pending' | SettledStatus;
  receivedAt: Date;
}

/** Events of the provider, each once. */
export abstract class EventStore {
  /** False where it is known. One that was given up, and is sent again, is new. */
  abstract add(tx: Transaction, context: RequestContext, event: ReadEvent): Promise<boolean>;

  abstract find(queryable: Queryable, id: string): Promise<KeptEvent | undefined>;

  /** True for one caller alone, in whose transaction the effect belongs; a second one waits for it. */
  abstract settle(queryable: Queryable, id: string, status: SettledStatus): Promise<boolean>;

  /** Those that have waited for so many seconds, oldest first. */
  abstract forgotten(queryable: Queryable, seconds: number, limit: number): Promise<string[]>;

  /** For how many seconds the oldest waits; 0 where none does. */
  abstract lag(queryable: Queryable): Promise<number>;

  /** Forgets some of those that are older; gives how many. */
  abstract expire(queryable: Queryable, days: number): Promise<number>;
}
