import { createSocket, type Socket } from 'node:dgram';

/** A DNS server on loopback (RFC 1035) that gives for each name the lists in turn, the last of them for ever; A records alone. */
export class TestDns {
  readonly answers = new Map<string, string[][]>();
  /** Questions for A records, by name. */
  readonly asked: string[] = [];

  private constructor(private readonly server: Socket) {
    server.on('message', (query, peer) => server.send(this.answerTo(query), peer.port, peer.address));
  }

  static async start(): Promise<TestDns> {
    const server = createSocket('udp4');
    await new Promise<void>((done) => server.bind(0, '127.0.0.1', done));
    return new TestDns(server);
  }

  /** For `OUTGOING_DNS_SERVERS`. */
  get at(): string {
    return `127.0.0.1:${this.server.address().port}`;
  }

  close(): void {
    this.server.close();
  }

  private answerTo(query: Buffer): Buffer {
    const labels: string[] = [];
    let end = 12;
    for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
      labels.push(query.toString('latin1', end + 1, end + 1 + length));
      end += length + 1;
    }
    const name = labels.join('.').toLowerCase();
    const isA = query.readUInt16BE(end + 1) === 1;
    if (isA) this.asked.push(name);
    const turns = this.answers.get(name);
    const now = isA ? ((turns && turns.length > 1 ? turns.shift() : turns?.[0]) ?? []) : [];
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    head.writeUInt16BE(turns ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(now.length, 6);
    const records = now.map((address) =>
      Buffer.concat([
        Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]),
        Buffer.from(address.split('.').map(Number)),
      ]),
    );
    return Buffer.concat([head, query.subarray(12, end + 5), ...records]);
  }
}
