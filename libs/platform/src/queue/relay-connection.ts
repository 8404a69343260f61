import { Client } from 'pg';
import type { Config } from '../config';
import { OUTBOX_CHANNEL } from '../database';
import { connectionOptions } from '../database/connection-options';

/**
 * The relay's own connection to PostgreSQL: it hears the signals of commits on it and reads its batches with
 * it, so that neither waits for the pool. A lost one is opened anew by the next use.
 */
export class RelayConnection {
  private client: Client | undefined;

  constructor(
    private readonly config: Config,
    private readonly onSignal: () => void,
  ) {}

  /** @throws where PostgreSQL does not answer. */
  async open(): Promise<Client> {
    if (this.client) return this.client;
    const client = new Client({ ...connectionOptions(this.config), application_name: 'almanac-relay' });
    const forget = (): void => {
      if (this.client === client) this.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    client.on('notification', this.onSignal);
    try {
      await client.connect();
      await client.query(`LISTEN ${OUTBOX_CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    return client;
  }

  /** Gives the connection up, whatever state it is in; an open transaction is rolled back by that. */
  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
