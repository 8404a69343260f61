/**
 * `npm start` itself, with small stand-ins for the built programs: what it starts, what it says, how it ends, and how
 * it recovers from a run that was killed. Its PostgreSQL is a real one of its own; its Redis is that of the tests.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const project = resolve(__dirname, '../../..');

const standIns = {
  cli: `if (process.env.BREAK) { process.stderr.write('JWT_SECRET must have 32 or more characters.\\n'); process.exit(1); }
    if (process.argv[2] === 'create-admin') process.stdout.write('Made the admin.\\n');`,
  api: `const server = require('node:http').createServer((request, response) => {
      if (request.url === '/crash') process.exit(3);
      response.end(String(process.pid));
    });
    server.listen(process.env.PORT, '127.0.0.1');
    process.on('SIGTERM', () => process.exit(0));`,
  worker: `setInterval(() => undefined, 1000); process.on('SIGTERM', () => process.exit(0));`,
};

interface Run {
  child: ChildProcess;
  output(): string;
  errors(): string;
  ready(): Promise<void>;
  /** The exit code, once it has ended. */
  ended(): Promise<number | null>;
}

describe('npm start', () => {
  let folder: string;
  let port: number;
  const runs: Run[] = [];

  beforeAll(async () => {
    mkdirSync(join(project, '.data'), { recursive: true });
    folder = realpathSync(mkdtempSync(join(project, '.data', 'start-')));
    chmodSync(folder, 0o755);
    cpSync(join(project, 'scripts'), join(folder, 'scripts'), { recursive: true });
    cpSync(join(project, 'package.json'), join(folder, 'package.json'));
    // Asks for nothing: the packages are the project's, and no install may run through the link.
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: {} }));
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'dist'));
    for (const [name, text] of Object.entries(standIns)) {
      writeFileSync(join(folder, 'dist', `${name}.js`), text);
    }
    const stamp = `import { fingerprint, sources } from './scripts/launch/build.mjs'; console.log(fingerprint(sources));`;
    writeFileSync(join(folder, 'stamp.mjs'), stamp);
    const printed = spawn(process.execPath, ['stamp.mjs'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    printed.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(printed, 'close');
    writeFileSync(join(folder, 'dist/.stamp'), text.trim());
    port = await freePort();
  });

  afterEach(async () => {
    for (const run of runs.splice(0)) {
      if (run.child.exitCode === null && run.child.signalCode === null) run.child.kill('SIGTERM');
      await run.ended();
    }
  });

  afterAll(() => {
    rmSync(outside(), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts everything, says where it is, and stops it all on SIGTERM with code 0', async () => {
    const run = start();
    await run.ready();
    expect(run.output()).toContain(`http://localhost:${port}/docs`);
    expect(run.output()).toContain(String(secrets().adminPassword));
    const api = await answer('/');
    run.child.kill('SIGTERM');
    expect(await run.ended()).toBe(0);
    expect(isAlive(Number(api))).toBe(false);
    expect(() => readFileSync(postmasterFile())).toThrow();
  });

  it.each(['SIGTERM', undefined])('stops it all where nobody reads what it says (%s)', async (signal) => {
    const run = start();
    await run.ready();
    const server = postmaster();
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();
    // Without a signal it has something to say once the API has crashed.
    if (signal) run.child.kill(signal as NodeJS.Signals);
    else await answer('/crash').catch(() => undefined);
    expect(await run.ended()).toBe(0);
    expect(isAlive(server)).toBe(false);
  });

  it('keeps secrets and shows the password once only', async () => {
    const before = secrets();
    const run = start();
    await run.ready();
    expect(secrets()).toEqual(before);
    expect(run.output()).not.toContain(String(before.adminPassword));
    expect(run.output()).toContain('secrets.json');
  });

  it('refuses a second start in the same folder in one sentence', async () => {
    await start().ready();
    const second = start({ PORT: String(await freePort()) });
    expect(await second.ended()).toBe(1);
    expect(second.errors()).toMatch(/^Almanac already runs with the data in .*\n$/);
  });

  it('starts a crashed API again', async () => {
    const run = start();
    await run.ready();
    const before = await answer('/');
    await answer('/crash').catch(() => undefined);
    await expect(eventually(() => answer('/'))).resolves.not.toBe(before);
    expect(run.output()).toContain('The API ended unexpectedly (code 3); starting it again');
  });

  it('starts over what a killed run has left behind', async () => {
    const killed = start();
    await killed.ready();
    const orphan = Number(await answer('/'));
    const orphanedServer = postmaster();
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect(isAlive(orphan)).toBe(true);
    await start().ready();
    expect(isAlive(orphan)).toBe(false);
    expect(isAlive(orphanedServer)).toBe(false);
    expect(isAlive(postmaster())).toBe(true);
  });

  it('starts when the database server was killed too', async () => {
    const killed = start();
    await killed.ready();
    killed.child.kill('SIGKILL');
    process.kill(postmaster(), 'SIGKILL');
    await killed.ended();
    await start().ready();
  });

  it.each([
    ['a port that is no number', { PORT: 'many' }, /^PORT must be a whole number from 0 to 65535\.\n$/],
    ['a broken setting', { BREAK: '1' }, /^JWT_SECRET must have 32 or more characters\.\n$/],
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' },
      /^The database of DATABASE_URL does not answer \(ECONNREFUSED\).*\n$/,
    ],
    [
      'a Redis that does not answer',
      { REDIS_URL: 'redis://127.0.0.1:1' },
      /^The Redis of REDIS_URL does not answer \(ECONNREFUSED\).*\n$/,
    ],
    [
      'an address of another database',
      { DATABASE_URL: 'mysql://secret@x/y' },
      /^DATABASE_URL is not an address of the form (?!.*secret).*\n$/,
    ],
  ])('says in one sentence what is wrong: %s', async (_what, env, sentence) => {
    const run = start(env);
    expect(await run.ended()).toBe(1);
    expect(run.errors()).toMatch(sentence);
  });

  it('says in one sentence that the port is taken', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const run = start();
    expect(await run.ended()).toBe(1);
    expect(run.errors()).toMatch(new RegExp(`^Port ${port} is taken by another program.*\\n$`));
    other.close();
  });

  function start(env: Record<string, string> = {}): Run {
    const { DATABASE_URL: _unset, ...inherited } = process.env;
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: folder,
      env: {
        ...inherited,
        PORT: String(port),
        NODE_ENV: 'development',
        ALMANAC_DATA_DIR: dataFolder(),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    // 'exit', as processes left behind by a kill keep the pipes open
    const end = once(child, 'exit');
    const run: Run = {
      child,
      output: () => text,
      errors: () => errors,
      ended: async () => {
        await end;
        return child.exitCode;
      },
      ready: async () => {
        await eventually(async () => {
          if (child.exitCode !== null) throw new Error(`it ended: ${errors}`);
          expect(text).toContain('Almanac is ready.');
        });
      },
    };
    runs.push(run);
    return run;
  }

  function dataFolder(): string {
    return join(folder, 'data');
  }

  function secrets(): Record<string, string> {
    return JSON.parse(readFileSync(join(dataFolder(), 'secrets.json'), 'utf8')) as Record<string, string>;
  }

  /** Where the cluster is when the tests run as root in a folder that PostgreSQL's user may not enter. */
  function outside(): string {
    return `/var/lib/almanac-${secrets().instance}`;
  }

  function postmasterFile(): string {
    const usual = join(dataFolder(), 'postgres');
    return join(existsSync(usual) ? usual : join(outside(), 'postgres'), 'postmaster.pid');
  }

  function postmaster(): number {
    return Number(readFileSync(postmasterFile(), 'utf8').split('\n')[0]);
  }

  async function answer(path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  }
});

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Zombies wait to be reaped by whoever adopted them, and are as good as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
