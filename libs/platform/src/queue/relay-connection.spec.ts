import { Client } from 'pg';
import { createTestDatabase, testConfig, type TestDatabase } from '@almanac/testing';
import { RelayConnection } from './relay-connection';

/** Only what beats is told the time by the test: the client of PostgreSQL has timers of its own. */
const ALL_BUT_INTERVALS = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;

describe('RelayConnection', () => {
  let database: TestDatabase;
  let connection: RelayConnection;
  let other: Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    connection = new RelayConnection(await testConfig(database.url), () => undefined);
    other = new Client({ connectionString: database.url });
    await other.connect();
  });

  afterEach(async () => {
    jest.useRealTimers();
    await connection.close();
    await other.end();
    await database.drop();
  });

  it('says that it lives while a batch takes long, and no more than once without an answer', async () => {
    const client = await connection.openAsRelay();
    if (!client) throw new Error('Nobody else relays');
    await other.query('SELECT pg_advisory_lock(1)');
    const unanswered = client.query('SELECT pg_advisory_lock(1)');
    jest.useFakeTimers({ doNotFake: [...ALL_BUT_INTERVALS] });
    const asked = jest.spyOn(client, 'query');
    await connection.keptDuring(async () => {
      jest.advanceTimersByTime(120_000);
      expect(asked).toHaveBeenCalledTimes(1);
      await other.query('SELECT pg_advisory_unlock(1)');
      await unanswered;
      // Behind the beat.
      await connection.assertRelays();
      jest.advanceTimersByTime(14_000);
      expect(asked.mock.calls.length).toBeGreaterThan(2);
    });
    const calls = asked.mock.calls.length;
    jest.advanceTimersByTime(120_000);
    expect(asked).toHaveBeenCalledTimes(calls);
  });

  it('is refused to go on with where PostgreSQL has ended it', async () => {
    const client = await connection.openAsRelay();
    await connection.assertRelays();
    const ended = new Promise((resolve) => client?.once('end', resolve));
    await other.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'almanac-relay' AND datname = current_database()",
    );
    await ended;
    await expect(connection.assertRelays()).rejects.toThrow('The connection that relays was lost');
  });
});
