import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port';

/**
 * A Redis of a test's own, on loopback, that it may stop, start, freeze and kill. It keeps its data over a
 * restart, as a Redis that holds jobs must.
 */
export class OwnRedis {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly program: { command: string; env: NodeJS.ProcessEnv },
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<OwnRedis> {
    const folder = mkdtempSync(join(tmpdir(), 'almanac-redis-'));
    const redis = new OwnRedis(await programOfTestRedis(), folder, await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.folder,
      '--save',
      '',
      '--appendonly',
      'yes',
      // By its default Redis answers before it has written, where the disk is slow: what it is killed with is then gone.
      '--appendfsync',
      'always',
    ];
    const server = spawn(this.program.command, options, { env: this.program.env, stdio: 'ignore' });
    this.server = server;
    const client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server?.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }

  /** Stops answering without closing a connection. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** Keeps a copy of its data as they are now. */
  copy(): void {
    rmSync(this.copyFolder, { recursive: true, force: true });
    cpSync(this.folder, this.copyFolder, { recursive: true });
  }

  /** While it is stopped: its data are those of the copy again, as if what came after had not been written. */
  putBackCopy(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.copyFolder, this.folder, { recursive: true });
  }

  /** While it is stopped: its data are gone. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder);
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.stop('SIGKILL');
    for (const folder of [this.folder, this.copyFolder]) rmSync(folder, { recursive: true, force: true });
  }

  private get copyFolder(): string {
    return `${this.folder}-copy`;
  }
}

/** The program of the Redis that all tests use, wherever it came from. */
async function programOfTestRedis(): Promise<{ command: string; env: NodeJS.ProcessEnv }> {
  const url = process.env['REDIS_URL'];
  if (url === undefined) throw new Error('REDIS_URL is not set; run the tests with npm test');
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    const facts = await client.info('server');
    const command = /^executable:(.+?)\r?$/m.exec(facts)?.[1] ?? 'redis-server';
    const pid = /^process_id:(\d+)/m.exec(facts)?.[1] ?? '';
    return { command, env: { ...process.env, ...libraryPath(pid) } };
  } finally {
    client.disconnect();
  }
}

/** A Redis that was unpacked without being installed needs its libraries named. */
function libraryPath(pid: string): NodeJS.ProcessEnv {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const found = entries.find((entry) => entry.startsWith('LD_LIBRARY_PATH='));
    return found === undefined ? {} : { LD_LIBRARY_PATH: found.slice('LD_LIBRARY_PATH='.length) };
  } catch {
    return {};
  }
}
