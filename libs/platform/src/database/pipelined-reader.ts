import { Client, type ClientConfig, type QueryResultRow } from 'pg';
import type { ConfigValues } from '../config';
import { connectionOptions } from './connection-options';
import { cutIfOverdue } from './overdue-answer';
import type { Statement } from './statement';

/** Connections for pipelined reads. PostgreSQL works one pipeline off in order, so a few are enough. */
const CONNECTIONS = 4;

/**
 * Sends reads without waiting for the one before (PostgreSQL's pipeline mode): fewer system calls and no
 * wait for a free connection. For short, read-only statements alone: one that is slow holds up those
 * behind it, and a transaction can not live here.
 */
export class PipelinedReader {
  private readonly slots: (Promise<Client> | undefined)[] = new Array<Promise<Client> | undefined>(
    CONNECTIONS,
  ).fill(undefined);
  private next = 0;
  private closed = false;

  constructor(private readonly config: ConfigValues) {}

  async query<Row extends QueryResultRow>(
    statement: Statement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    this.next = (this.next + 1) % CONNECTIONS;
    const slot = this.next;
    const client = await (this.slots[slot] ??= this.connect(slot));
    try {
      const result = await client.query<Row>({
        name: statement.name,
        text: statement.text,
        values: [...values],
      });
      return result.rows;
    } catch (error) {
      cutIfOverdue(client, error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const open = await Promise.allSettled(this.slots.filter((slot) => slot !== undefined));
    const clients = open.flatMap((slot) => (slot.status === 'fulfilled' ? [slot.value] : []));
    await Promise.allSettled(clients.map((client) => client.end()));
  }

  private connect(slot: number): Promise<Client> {
    if (this.closed) throw new Error('The reader is closed');
    const options: ClientConfig & { pipeline: boolean } = {
      ...connectionOptions(this.config),
      pipeline: true,
    };
    const client = new Client(options);
    const connected = client.connect().then(() => client);
    const forget = (): void => {
      if (this.slots[slot] === connected) this.slots[slot] = undefined;
    };
    // A lost connection gives its queries an error; the next query opens another.
    client.on('error', forget);
    client.on('end', forget);
    connected.catch(forget);
    return connected;
  }
}
