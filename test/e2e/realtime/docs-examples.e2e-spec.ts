import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { createTestApp, type TestApp, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';

interface Message {
  type: string;
  data: { planner?: { title: string } };
}
interface Options {
  url: string;
  getToken: () => string;
  onMessage: (message: Message) => void;
  onGap: () => void;
  plannerId?: string;
  io?: typeof io;
  WebSocket?: new (address: string) => WebSocket;
}

/** A function of the page for client authors, as it stands there. */
function fromDocs(mark: string): (options: Options) => unknown {
  const page = readFileSync(join(__dirname, '../../../docs/realtime.md'), 'utf8');
  const code = new RegExp(`\`\`\`js\\n// ${mark}\\n([\\s\\S]+?)\`\`\``).exec(page)?.[1] ?? '';
  const sandbox = { setTimeout: (task: () => void) => setTimeout(task, 20).unref(), Math, Promise };
  return runInNewContext(`(${code})`, sandbox) as (options: Options) => unknown;
}

describe('the examples in docs/realtime.md', () => {
  let app: TestApp;
  let user: TestUser;
  let plannerId: string;
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    user = await app.user();
    const made = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    plannerId = made.body.data.id as string;
  });
  afterAll(async () => {
    for (const close of closing.splice(0)) close();
    await app.close();
  });

  const rename = (title: string): Promise<unknown> =>
    app.request('PATCH', `/planners/${plannerId}`, { token: user.token, body: { title } });

  it('hear what changes, and know when they have missed something', async () => {
    const heard: string[] = [];
    let gaps = 0;
    let count = 0;
    const listen = { url: app.url, getToken: (): string => user.token, onGap: (): void => void (gaps += 1) };
    const sockets: WebSocket[] = [];
    class Watched extends WebSocket {
      constructor(address: string) {
        super(address);
        sockets.push(this);
      }
    }
    const hear =
      (door: string) =>
      ({ data }: Message): void => {
        if (data.planner) heard.push(`${door} ${data.planner.title}`);
      };
    const plain = fromDocs('live-plain')({
      ...listen,
      onMessage: hear('plain'),
      WebSocket: Watched,
    }) as { close(): void };
    const other = fromDocs('live-socket-io')({
      ...listen,
      io,
      plannerId,
      onMessage: hear('io'),
    }) as Socket;
    closing.push(
      () => plain.close(),
      () => other.disconnect(),
    );
    await eventually(async () => {
      await rename(`Orchard ${(count += 1)}`);
      expect(heard).toContainEqual(expect.stringContaining('plain Orchard'));
      expect(heard).toContainEqual(expect.stringContaining('io Orchard'));
    });
    expect(gaps).toBe(0);

    sockets[0]?.terminate();
    other.io.engine.close();
    await eventually(async () => {
      await rename(`Meadow ${(count += 1)}`);
      expect(heard).toContainEqual(expect.stringContaining('plain Meadow'));
      expect(heard).toContainEqual(expect.stringContaining('io Meadow'));
    });
    expect(other.recovered).toBe(true);
    expect(gaps).toBe(1);
  });
});
