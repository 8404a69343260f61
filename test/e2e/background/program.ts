import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { TestApp } from '@almanac/testing';
import { eventually } from './eventually';

export const WORKER = 'apps/worker/src/main.ts';

const root = resolve(__dirname, '../../..');

/** A process of its own that runs from the sources, for tests that kill it. */
export class Program {
  stderr = '';
  stdout = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (text: Buffer) => (this.stderr += text.toString('utf8')));
    child.stdout?.on('data', (text: Buffer) => (this.stdout += text.toString('utf8')));
  }

  /** @param file from the root of the repository */
  static start(file: string, environment: Record<string, string>): Program {
    const { PATH = '', HOME = '', ALMANAC_TEST_LIBRARIES = '' } = process.env;
    return new Program(
      spawn(process.execPath, [join(__dirname, 'run-ts.cjs'), join(root, file)], {
        cwd: root,
        // A worker that stood back, as it does in earnest, would have to wait for the other test files.
        env: { PATH, HOME, ALMANAC_TEST_LIBRARIES, TZ: 'UTC', WORKER_NICE: '0', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /**
   * One that shares the database, Redis, folder and secrets of an application under test.
   * @param file from the root of the repository
   */
  static beside(
    { config }: Pick<TestApp, 'config'>,
    file: string,
    settings: Record<string, string> = {},
  ): Program {
    const { DATABASE_URL, REDIS_URL, REDIS_PREFIX, DATA_DIR, JWT_SECRET, TOKEN_SECRET, ENCRYPTION_KEY } =
      config;
    return Program.start(file, {
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_POOL: '4' },
      ...{ DATABASE_URL, REDIS_URL, REDIS_PREFIX, DATA_DIR, JWT_SECRET, TOKEN_SECRET, ENCRYPTION_KEY },
      ...settings,
    });
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until that stands in what it wrote to stderr. */
  async says(text: string): Promise<void> {
    await eventually(() => expect(this.stderr).toContain(text), 30_000);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Gives the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode ?? child.signalCode;
  }

  async exited(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}
