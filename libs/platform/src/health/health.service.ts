import { statfs } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { REDIS } from '../cache';
import { Config } from '../config';
import { Database, statement } from '../database';
import { Circuits, type CircuitReport } from '../outgoing';
import { queueDepths, type QueueDepth } from '../queue/queue-depths';
import { ShutdownState } from './shutdown-state';
import { VERSION } from './version';

/** Names of the migrations that this build knows; the composition root gives them. */
export const KNOWN_MIGRATIONS = Symbol('known-migrations');

export interface DetailedHealth {
  status: 'up' | 'degraded';
  version: string;
  uptimeSeconds: number;
  node: string;
  database: { up: boolean; ms: number | null };
  redis: { up: boolean; ms: number | null };
  pool: { total: number; idle: number; waiting: number };
  outbox: { undelivered: number | null };
  /** Null while Redis is away. */
  queues: QueueDepth[] | null;
  memory: { rssBytes: number; heapUsedBytes: number };
  disk: { freeBytes: number | null };
  /** Outside services that were called, or that a process finds wanting; they make nothing here unready. */
  circuits: CircuitReport[];
}

/** Longest time (milliseconds) that a probe waits for one part of the system. */
const LONGEST_WAIT_MS = 2000;

const ping = statement('health.ping', 'SELECT 1');
const applied = statement<{ name: string }>('health.migrations', 'SELECT name FROM migrations');
const backlog = statement<{ count: number }>(
  'health.outbox',
  'SELECT count(*)::int AS count FROM (SELECT 1 FROM outbox_waiting LIMIT 10000) AS rows',
);

/** What probes and operators ask. */
@Injectable()
export class Health {
  constructor(
    private readonly database: Database,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly config: Config,
    private readonly shutdown: ShutdownState,
    @Inject(KNOWN_MIGRATIONS) private readonly known: readonly string[],
    private readonly circuits: Circuits,
  ) {}

  /** @throws DomainError SERVICE_UNAVAILABLE that says what is missing. */
  async assertReady(): Promise<void> {
    if (this.shutdown.begun) throw unavailable('The server is stopping');
    const names = await inTime(this.database.query(applied, []), 'The database does not answer');
    const have = new Set(names.map((row) => row.name));
    if (this.known.some((name) => !have.has(name))) throw unavailable('Migrations are not current');
    await inTime(this.redis.ping(), 'Redis does not answer');
  }

  async detailed(): Promise<DetailedHealth> {
    const [database, redis, undelivered, queues, disk, circuits] = await Promise.all([
      timed(() => this.database.query(ping, [])),
      timed(() => this.redis.ping()),
      inTime(this.database.query(backlog, []), '').then(
        (rows) => rows[0]?.count ?? 0,
        () => null,
      ),
      inTime(queueDepths(this.redis, this.config), '').catch(() => null),
      statfs(this.config.DATA_DIR).then(
        (fs) => fs.bavail * fs.bsize,
        () => null,
      ),
      this.circuits.report(),
    ]);
    const memory = process.memoryUsage();
    const { pool } = this.database;
    return {
      status: database.up && redis.up ? 'up' : 'degraded',
      version: VERSION,
      uptimeSeconds: Math.round(process.uptime()),
      node: process.version,
      database,
      redis,
      pool: { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount },
      outbox: { undelivered },
      queues,
      memory: { rssBytes: memory.rss, heapUsedBytes: memory.heapUsed },
      disk: { freeBytes: disk },
      circuits,
    };
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ up: boolean; ms: number | null }> {
  const start = performance.now();
  try {
    await inTime(work(), '');
    return { up: true, ms: Math.round((performance.now() - start) * 10) / 10 };
  } catch {
    return { up: false, ms: null };
  }
}

/**
 * A probe that waits as long as a request may is of no use to whoever asks.
 * @throws DomainError SERVICE_UNAVAILABLE with that message when the part fails or takes longer than LONGEST_WAIT_MS.
 */
async function inTime<T>(answer: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unavailable(message)), LONGEST_WAIT_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } catch {
    throw unavailable(message);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(message: string): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', message, undefined, 2);
}
