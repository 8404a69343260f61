import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Redis, type RedisOptions } from 'ioredis';
import { Config } from '../config';
import { GatheringRedis } from './gathering-redis';

/**
 * Connections to Redis. Redis holds nothing that PostgreSQL does not know as well, so whoever asks it must
 * be able to do without for a while: commands fail at once when it is away, and never queue up.
 */

/** Injection token of the connection for commands (an ioredis `Redis`). Keys begin with `REDIS_PREFIX`. */
export const REDIS = Symbol('redis');

/**
 * What a connection is for. `commands` fails fast; `consumer` waits for Redis to come back, as whoever works
 * off a queue has nothing else to do; `subscriber` waits too and takes up its channels by itself.
 */
export type RedisRole = 'commands' | 'consumer' | 'subscriber';

/** A command that is not answered in this time has failed; a Redis that hangs must not hang the API. */
const COMMAND_TIMEOUT_MS = 2000;
/** Longest pause between two attempts to connect; whoever publishes after an outage waits longer than that. */
export const LONGEST_RECONNECT_PAUSE_MS = 500;
/** How long a starting process waits for Redis before it goes on without. */
const FIRST_CONNECT_MS = 2000;

/** 10, 20, 40 … 500 ms, for ever. */
function pauseBeforeAttempt(attempt: number): number {
  return Math.min(5 * 2 ** Math.min(attempt, 10), LONGEST_RECONNECT_PAUSE_MS);
}

const shared: RedisOptions = {
  // After a fail-over a replica that is read-only now answers so: connect anew, the address may lead elsewhere.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
  connectTimeout: 5000,
  keepAlive: 10_000,
};

const roles: Record<RedisRole, RedisOptions> = {
  commands: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A connection on which nothing comes is given up, so that only the first commands wait for a Redis that hangs.
    socketTimeout: COMMAND_TIMEOUT_MS,
  },
  consumer: { enableReadyCheck: false, maxRetriesPerRequest: null },
  subscriber: { enableReadyCheck: false, maxRetriesPerRequest: null, autoResubscribe: true },
};

/** Opens the process's connections to Redis and closes them when it stops. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  /** All that were ever opened: one that has ended may be opened again by whoever has it (Bull does). */
  private readonly opened: Redis[] = [];
  private closed = false;

  constructor(private readonly config: Config) {}

  /** A new connection of that kind; `name` shows in Redis's CLIENT LIST. */
  connect(role: RedisRole, name: string): Redis {
    const connection = new GatheringRedis(this.config.REDIS_URL, {
      ...shared,
      ...roles[role],
      retryStrategy: (attempt) => (this.closed ? null : pauseBeforeAttempt(attempt)),
      connectionName: `${this.config.REDIS_PREFIX}:${name}`,
    });
    // Without a listener ioredis writes every failed attempt to the console; who uses it sees its own error.
    connection.on('error', () => undefined);
    this.opened.push(connection);
    return connection;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    for (const connection of this.opened) connection.disconnect();
  }
}

/** Resolves when the connection can be used, or false when that takes longer than `withinMs`. */
export async function redisReady(connection: Redis, withinMs: number): Promise<boolean> {
  if (connection.status === 'ready') return true;
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      connection.off('ready', settle);
      resolve(connection.status === 'ready');
    };
    const timer = setTimeout(settle, withinMs);
    connection.once('ready', settle);
  });
}

@Global()
@Module({
  providers: [
    RedisConnections,
    {
      provide: REDIS,
      inject: [RedisConnections],
      useFactory: async (connections: RedisConnections): Promise<Redis> => {
        const redis = connections.connect('commands', 'commands');
        await redisReady(redis, FIRST_CONNECT_MS);
        return redis;
      },
    },
  ],
  exports: [RedisConnections, REDIS],
})
export class RedisModule {}
