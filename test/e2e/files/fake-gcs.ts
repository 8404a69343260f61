import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { crc32c } from './crc32c';

interface Stored {
  bytes: Buffer;
  type: string;
  updated: Date;
}

/**
 * Stands in for Google Cloud Storage, which exists nowhere else: the JSON API's objects (get, alt=media with ranges,
 * list, delete) and resumable uploads in chunks, as its reference has them
 * (https://cloud.google.com/storage/docs/json_api/v1). It checks no credentials and no signatures.
 */
export class FakeGcs {
  private readonly objects = new Map<string, Stored>();
  private readonly sessions = new Map<string, { name: string; type: string; parts: Buffer[] }>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeGcs> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('It does not listen');
    const fake = new FakeGcs(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      fake.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    return fake;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const name = decodeURIComponent(/\/b\/almanac\/o\/(.+)$/.exec(url.pathname)?.[1] ?? '');
    if (url.pathname.startsWith('/upload/')) {
      await this.upload(request, response, url);
      return;
    }
    await buffer(request);
    const found = this.objects.get(name);
    if (name === '') json(response, 200, this.list(url.searchParams.get('prefix') ?? ''));
    else if (!found)
      json(response, 404, { error: { code: 404, message: `No such object: almanac/${name}` } });
    else this.object(request, response, url, name, found);
  }

  private object(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    name: string,
    found: Stored,
  ): void {
    if (request.method === 'DELETE') {
      this.objects.delete(name);
      response.writeHead(204).end();
    } else if (url.searchParams.get('alt') === 'media') media(request, response, found);
    else json(response, 200, resource(name, found));
  }

  private async upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const id = url.searchParams.get('upload_id');
    const body = await buffer(request);
    if (id === null) {
      const metadata = JSON.parse(body.toString() || '{}') as { contentType?: string };
      const session = String(this.sessions.size + 1);
      const type = metadata.contentType ?? 'application/octet-stream';
      this.sessions.set(session, { name: url.searchParams.get('name') ?? '', type, parts: [] });
      response.writeHead(200, { location: `${this.url}${url.pathname}?upload_id=${session}` }).end();
      return;
    }
    const session = this.sessions.get(id);
    if (!session) {
      json(response, 404, {});
      return;
    }
    // `bytes 0-524287/*` where more comes, `bytes 524288-600000/600001` for the last, `bytes */0` for nothing at all.
    const range = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/.exec(request.headers['content-range'] ?? '');
    if (body.length > 0) session.parts.push(body);
    const bytes = Buffer.concat(session.parts);
    const total = range?.[3];
    if (total !== undefined && (total === '*' || Number(total) !== bytes.length)) {
      const headers = bytes.length > 0 ? { range: `bytes=0-${bytes.length - 1}` } : {};
      response.writeHead(308, headers).end();
      return;
    }
    const stored = { bytes, type: session.type, updated: new Date() };
    this.objects.set(session.name, stored);
    this.sessions.delete(id);
    json(response, 200, resource(session.name, stored));
  }

  private list(prefix: string): object {
    const names = [...this.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
    return {
      kind: 'storage#objects',
      items: names.flatMap((name) => {
        const stored = this.objects.get(name);
        return stored ? [resource(name, stored)] : [];
      }),
    };
  }
}

function resource(name: string, { bytes, type, updated }: Stored): object {
  return {
    kind: 'storage#object',
    name,
    bucket: 'almanac',
    size: String(bytes.length),
    contentType: type,
    updated: updated.toISOString(),
    crc32c: crc32c(bytes),
  };
}

function media(request: IncomingMessage, response: ServerResponse, { bytes, type }: Stored): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const headers = { 'content-type': type, 'x-goog-hash': `crc32c=${crc32c(bytes)}` };
  if (!range || (range[1] === '0' && range[2] === '')) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = Number(range[1]);
  const end = range[2] === '' ? bytes.length - 1 : Number(range[2]);
  const part = bytes.subarray(start, end + 1);
  response
    .writeHead(206, {
      ...headers,
      'content-length': part.length,
      'content-range': `bytes ${start}-${end}/${bytes.length}`,
    })
    .end(part);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
