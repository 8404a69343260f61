import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { createTestApp, TEST_PASSWORD, type TestApp, type TestUser } from '@almanac/testing';
import { eventually } from '../background/eventually';

interface Message {
  type: string;
  data?: { planner?: { title: string } };
}
interface Options {
  url: string;
  getToken: () => string | Promise<string>;
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

/** Notes the titles that a client hears of. */
const hearing =
  (heard: string[], door: string) =>
  ({ data }: Message): void => {
    if (data?.planner) heard.push(`${door} ${data.planner.title}`);
  };

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

  /** Another session of the same person. */
  const signedInAgain = async (): Promise<{ token: string }> => {
    const body = { email: user.email, password: TEST_PASSWORD };
    const { data } = (await app.request('POST', '/auth/login', { body })).body;
    return { token: data.accessToken as string };
  };

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
    const plain = fromDocs('live-plain')({
      ...listen,
      onMessage: hearing(heard, 'plain'),
      WebSocket: Watched,
    }) as { close(): void };
    const other = fromDocs('live-socket-io')({
      ...listen,
      io,
      plannerId,
      onMessage: hearing(heard, 'io'),
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

  it('come back with another sign-in when theirs has ended, also where it is not to be had at once', async () => {
    const again = await signedInAgain();
    const failures = { plain: 0, io: 0 };
    let token = (await signedInAgain()).token;
    const first = token;
    const heard: string[] = [];
    const listen = (door: 'plain' | 'io'): Options => ({
      url: app.url,
      onGap: () => undefined,
      onMessage: hearing(heard, door),
      getToken: () => {
        if (token === first || failures[door] === 2) return Promise.resolve(token);
        failures[door] += 1;
        return Promise.reject(new Error('no network'));
      },
    });
    const plain = fromDocs('live-plain')({ ...listen('plain'), WebSocket }) as { close(): void };
    const other = fromDocs('live-socket-io')({ ...listen('io'), io, plannerId }) as Socket;
    closing.push(
      () => plain.close(),
      () => other.disconnect(),
    );
    const bothHear = async (title: string): Promise<void> => {
      let count = 0;
      await eventually(async () => {
        await rename(`${title} ${(count += 1)}`);
        expect(heard).toContainEqual(expect.stringContaining(`plain ${title}`));
        expect(heard).toContainEqual(expect.stringContaining(`io ${title}`));
      });
    };
    await bothHear('Before');
    token = again.token;
    expect((await app.request('POST', '/auth/logout', { token: first })).status).toBe(200);
    // A socket may still hear something while the word of the end is on its way.
    await eventually(() => expect(failures).toEqual({ plain: 2, io: 2 }), 20_000);
    await bothHear('After');
  });
});
