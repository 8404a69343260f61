import { createReadStream } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import { VirusScanner } from '../../application/ports/virus-scanner';

/** clamd answers in a line. */
const MAX_ANSWER = 4096;

/**
 * Asks a clamd by its INSTREAM command (clamd(8)): the file in chunks, each after its length, then a length of 0. What it
 * does not answer clearly counts as not scanned: no file passes because the scanner is away.
 */
export class ClamAvScanner extends VirusScanner {
  constructor(
    private readonly address: URL,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  override async isClean(path: string): Promise<boolean> {
    const answer = await this.ask(path).catch(() => '');
    if (answer === 'stream: OK') return true;
    if (/^stream: .+ FOUND$/.test(answer)) return false;
    throw new DomainError<ErrorCode>('SERVICE_UNAVAILABLE', 'The file could not be scanned', undefined, 30);
  }

  private async ask(path: string): Promise<string> {
    const socket = this.connect();
    socket.setTimeout(this.timeoutMs, () => socket.destroy(new Error('clamd did not answer in time')));
    try {
      const answer = read(socket);
      // clamd may answer, and hang up, before it has read all.
      await Promise.race([pipeline(Readable.from(framed(path)), socket, { end: false }), answer]);
      return await answer;
    } finally {
      socket.destroy();
    }
  }

  private connect(): Socket {
    const { protocol, pathname, hostname, port } = this.address;
    if (protocol === 'unix:') return connect(pathname);
    return connect({ host: hostname, port: Number(port === '' ? '3310' : port) });
  }
}

async function* framed(path: string): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield length(chunk.length);
    yield chunk;
  }
  yield length(0);
}

function length(bytes: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(bytes);
  return buffer;
}

function read(socket: Socket): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\0') || text.length > MAX_ANSWER) done(text.split('\0')[0] ?? '');
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('clamd hung up')));
  });
}

/** Where nobody has set up a scanner. */
export class NoScanner extends VirusScanner {
  override isClean(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
