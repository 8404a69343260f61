import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databasePool } from './pool';

/** The channel that the relay listens on. */
export const OUTBOX_CHANNEL = 'almanac_outbox';
/** After a signal the next waits so many milliseconds, and stands for all that came meanwhile. */
const REST_MS = 20;

/**
 * Tells the relay that something was committed. NOTIFY inside the transaction would make every commit wait
 * for every other (PostgreSQL holds one lock for the queue until the commit is on disk), so it is sent
 * after the commit, by itself: the first at once, under load one for many. If it is lost, the relay's
 * polling finds the rows.
 */
@Injectable()
export class OutboxSignal {
  private resting = false;
  private missed = false;

  constructor(private readonly dataSource: DataSource) {}

  raise(): void {
    if (this.resting) {
      this.missed = true;
      return;
    }
    this.resting = true;
    this.missed = false;
    this.send();
    setTimeout(() => {
      this.resting = false;
      if (this.missed) this.raise();
    }, REST_MS).unref();
  }

  private send(): void {
    // A process that has just stopped has no pool any more.
    if (!this.dataSource.isInitialized) return;
    databasePool(this.dataSource)
      .query(`NOTIFY ${OUTBOX_CHANNEL}`)
      .catch(() => undefined);
  }
}
