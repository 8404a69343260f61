import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databasePool } from './pool';

/** The channel that the relay listens on. */
export const OUTBOX_CHANNEL = 'almanac_outbox';
/** Signals are gathered for so many milliseconds; it bounds how long an event waits for its relay. */
const GATHER_MS = 2;

/**
 * Tells the relay that something was committed. NOTIFY inside the transaction would make every commit wait
 * for every other (PostgreSQL holds one lock for the queue until the commit is on disk), so it is sent
 * after the commit, by itself, one for many. If it is lost, the relay's polling finds the rows.
 */
@Injectable()
export class OutboxSignal {
  private pending = false;

  constructor(private readonly dataSource: DataSource) {}

  raise(): void {
    if (this.pending) return;
    this.pending = true;
    setTimeout(() => {
      // A process that has just stopped has no pool any more.
      if (!this.dataSource.isInitialized) return;
      databasePool(this.dataSource)
        .query(`NOTIFY ${OUTBOX_CHANNEL}`)
        .catch(() => undefined)
        .finally(() => (this.pending = false));
    }, GATHER_MS).unref();
  }
}
