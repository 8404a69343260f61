import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Config } from '../config';
import { OUTBOX_CHANNEL } from '../database';
import { connectionOptions } from '../database/connection-options';
import { claimRelay } from './outbox-cursor';

/** So long after its last word PostgreSQL takes the relay's lock from a process that stands still, in milliseconds. */
const STANDSTILL_MS = 15_000;
/** How often it hears from a process that is not done with a batch. */
const HEARTBEAT_MS = STANDSTILL_MS / 3;

/**
 * A crash of PostgreSQL may forget the last marks: those events are delivered again. A host that vanishes without a
 * word loses the lock within half a minute. So does, sooner, a process that hangs or was stopped, whose kernel goes on
 * to answer for it.
 */
const RELAY_SETTINGS = [
  '-c synchronous_commit=off',
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  `-c idle_session_timeout=${STANDSTILL_MS}`,
].join(' ');

/** A server that is gone without a word confirms no end either: the relay must not wait for it. */
const CLOSE_MS = 1000;

/**
 * The relay's own connection to PostgreSQL: it hears the signals of commits on it and reads its batches with
 * it, so that neither waits for the pool. A lost one is opened anew by the next use.
 */
export class RelayConnection {
  private client: Client | undefined;
  /** Whether this connection is the one that relays; the lock of that lasts as long as the connection. */
  private relays = false;

  constructor(
    private readonly config: Config,
    private readonly onSignal: () => void,
  ) {}

  /**
   * The connection, or undefined where another process relays.
   * @throws where PostgreSQL does not answer.
   */
  async openAsRelay(): Promise<Client | undefined> {
    const client = await this.open();
    if (!this.relays) this.relays = await claimRelay(client);
    return this.relays ? client : undefined;
  }

  /**
   * Asks PostgreSQL, each time anew, whether this process relays still: one that stood still finds here that it has lost
   * the lock, and must not hand over what it read before. Only a standstill in the instant between the answer and what
   * is done upon it goes unnoticed.
   * @throws where it relays no longer.
   */
  async assertRelays(): Promise<void> {
    const { client } = this;
    await client?.query('SELECT 1');
    // The end of the session may stand right behind an answer that lay here unread meanwhile.
    if (!client || this.client !== client) throw new Error('The connection that relays was lost');
  }

  /** Does what may take long. PostgreSQL hears meanwhile that this process lives, and leaves it the lock. */
  async keptDuring<T>(work: () => Promise<T>): Promise<T> {
    const { client } = this;
    let unanswered = false;
    const beat = async (): Promise<void> => {
      // One at a time: behind a server that hangs they would pile up, and keep the batch's own questions waiting.
      if (unanswered) return;
      unanswered = true;
      // A connection that is lost stays so; whoever asks next is told.
      await client?.query('SELECT 1').then(
        () => (unanswered = false),
        () => undefined,
      );
    };
    const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(heartbeat);
    }
  }

  private async open(): Promise<Client> {
    if (this.client) return this.client;
    this.relays = false;
    const options = connectionOptions(this.config);
    const client = new Client({
      ...options,
      application_name: 'almanac-relay',
      options: `${options.options ?? ''} ${RELAY_SETTINGS}`,
    });
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

  /** Gives the connection up, whatever state it is in; the lock goes with it. */
  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    const ended = client?.end().catch(() => undefined);
    await Promise.race([ended, sleep(CLOSE_MS, undefined, { ref: false })]);
  }
}
