import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './plain-frame';
import { parseRoom } from '../rooms/room-policy';

let frame: Buffer = Buffer.alloc(0);
let server: Server;

beforeAll(async () => {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server = createServer().on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, () => stream.write(frame));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

/** What a client makes of a frame that is written straight to the stream. */
async function readBack(payload: string): Promise<string> {
  frame = textFrame(Buffer.from(payload));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [data, binary] = (await once(client, 'message')) as [Buffer, boolean];
  client.terminate();
  expect(binary).toBe(false);
  return data.toString('utf8');
}

describe('textFrame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
    'frames %i bytes as RFC 6455 has it',
    async (length) => {
      const text = 'x'.repeat(length);
      expect(await readBack(text)).toBe(text);
    },
  );

  it('keeps what is not ASCII', async () => {
    expect(await readBack('Grüße 🌱')).toBe('Grüße 🌱');
  });
});

describe('parseRoom', () => {
  it('knows planners and users by their ids, in any case, and nothing else', () => {
    const id = '0193a1b2-0000-7000-8000-00000000000a';
    expect(parseRoom(`planner:${id.toUpperCase()}`.replace('PLANNER', 'planner'))).toBe(`planner:${id}`);
    expect(parseRoom(`user:${id}`)).toBe(`user:${id}`);
    for (const wrong of ['', 'planner:', `planner:${id} `, `kitchen:${id}`, `planner:${id}\n`, 'planner:*']) {
      expect(parseRoom(wrong)).toBeUndefined();
    }
  });
});
