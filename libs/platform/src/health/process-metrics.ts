import { statfs } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, register } from 'prom-client';
import { Config } from '../config';
import { Database } from '../database';
import { answeredBy } from './metrics';

const connections = new Gauge({
  name: 'database_pool_connections',
  help: 'Connections of this process to PostgreSQL by state (busy, idle), and requests that wait for one (waiting).',
  labelNames: ['state'] as const,
});
const disk = new Gauge({
  name: 'data_disk_bytes',
  help: 'Bytes of the file system that DATA_DIR is on, by state (free, used).',
  labelNames: ['state'] as const,
});

/** What /metrics says of this process alone, read when it is asked. */
@Injectable()
export class ProcessMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    answeredBy([connections], () => this.readPool());
    answeredBy([disk], () => this.readDisk());
  }

  private readPool(): void {
    const { totalCount, idleCount, waitingCount } = this.database.pool;
    connections.set({ state: 'busy' }, totalCount - idleCount);
    connections.set({ state: 'idle' }, idleCount);
    connections.set({ state: 'waiting' }, waitingCount);
  }

  /** What cannot be read is left out rather than said to be nothing. */
  private async readDisk(): Promise<void> {
    disk.reset();
    const found = await statfs(this.config.DATA_DIR).catch(() => undefined);
    if (!found) return;
    disk.set({ state: 'free' }, found.bavail * found.bsize);
    disk.set({ state: 'used' }, (found.blocks - found.bfree) * found.bsize);
  }
}

/** Node's own figures: event loop, memory, processor, garbage. Once a process, as they observe it for good. */
export function collectNodeMetrics(): void {
  if (!register.getSingleMetric('nodejs_version_info')) collectDefaultMetrics();
}
