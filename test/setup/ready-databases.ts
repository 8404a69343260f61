import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Under which global-setup.ts leaves in `globalThis` how to close them. */
export const CLOSE_READY_DATABASES = 'closeReadyDatabases';

/** So many wait at a time: as many as there are workers, and one for whoever takes two. */
const READY = 3;
/** After a clone that failed. */
const RETRY_MS = 250;
/** Test files say here that they have taken a database, or are done with one, which is then named. */
const CHANNEL = 'almanac_databases';
/** Templates are cloned one at a time, here and in libs/testing: PostgreSQL refuses one to which a connection is open. */
const CLONE_LOCK = 4_210_302;

/**
 * Clones databases ahead of the test files that will take them, and drops those that they are done with, while the tests
 * go on: both take PostgreSQL a good part of a second, and no test file has to wait for it.
 *
 * They are named `<prefix><random>`; whoever renames one has it (libs/testing/src/test-database.ts).
 */
export class ReadyDatabases {
  /** Of this run's alone: another on the same server may have other migrations. */
  readonly prefix = `almanac_ready_${randomBytes(4).toString('hex')}_`;
  private readonly ready = new Set<string>();
  private readonly done: string[] = [];
  private working: Promise<void> | undefined;
  private stopping = false;
  private asked = 0;

  private constructor(
    private readonly client: Client,
    private readonly template: string,
  ) {}

  static async open(url: string, template: string): Promise<ReadyDatabases> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const databases = new ReadyDatabases(client, template);
    // Whoever needs a database makes one where there is none: a server that goes away fails the tests by itself.
    client.on('error', () => (databases.stopping = true));
    client.on('notification', ({ payload }) => databases.hear(payload ?? ''));
    await client.query(`LISTEN ${CHANNEL}`);
    return databases;
  }

  /** Leaves no database behind. */
  async close(): Promise<void> {
    this.stopping = true;
    await this.working;
    // What was said before this is answered has been heard by then.
    await this.client.query('SELECT').catch(() => undefined);
    this.done.push(...this.ready);
    await this.dropAll();
    await this.client.end();
  }

  /** `wanted`, `taken <name>` or `done <name>`, of any run on this server. */
  private hear(news: string): void {
    const [what, name = ''] = news.split(' ');
    this.ready.delete(name);
    if (what === 'done') this.done.push(name);
    else this.asked += 1;
    this.work();
  }

  /** A run of one test file takes one, and nobody the next. */
  private get wanting(): boolean {
    return !this.stopping && this.asked > 1 && this.ready.size < READY;
  }

  private work(): void {
    if (this.stopping) return;
    this.working ??= this.fill()
      .then(() => this.dropAll())
      .catch(() => undefined)
      .finally(() => {
        this.working = undefined;
        if (this.wanting || this.done.length > 0) setTimeout(() => this.work(), RETRY_MS).unref();
      });
  }

  private async fill(): Promise<void> {
    while (this.wanting) {
      const name = `${this.prefix}${randomBytes(4).toString('hex')}`;
      await this.client.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK]);
      try {
        await this.client.query(`CREATE DATABASE ${name} TEMPLATE ${this.template}`);
        this.ready.add(name);
      } finally {
        await this.client.query('SELECT pg_advisory_unlock($1)', [CLONE_LOCK]);
      }
    }
  }

  private async dropAll(): Promise<void> {
    for (let name = this.done.shift(); name !== undefined; name = this.done.shift()) {
      await this.client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
      await this.fill();
    }
  }
}
