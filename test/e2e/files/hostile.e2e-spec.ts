import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { codeOf, person, type Person } from '../planning/support';
import { content, kept, stored, upload, uploadNamed, usage } from './support';

jest.setTimeout(120_000);

const MIB = 1024 * 1024;
let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ config: { REQUEST_TIMEOUT_MS: '1000' } });
});
beforeEach(async () => {
  ada = await person(app);
});
afterEach(async () => {
  // Whatever came, nothing of it is left on the disk that no row has.
  await eventually(async () => expect(await stored(app, 'spool')).toEqual([]));
});
afterAll(() => app.close());

const send = (bytes: Uint8Array | string, name: string, type = '') =>
  upload(app, ada.user.token, bytes, { name, type });

/** What the work takes at its most, in bytes, beyond what was there before. */
async function mostMemory<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = process.memoryUsage();
  let most = 0;
  const look = () => {
    const { rss, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, rss - before.rss, arrayBuffers - before.arrayBuffers);
  };
  const watch = setInterval(look, 5);
  try {
    const result = await work();
    look();
    return [result, most];
  } finally {
    clearInterval(watch);
  }
}

async function zip(fill: (archive: ZipFile) => void): Promise<Buffer> {
  const archive = new ZipFile();
  fill(archive);
  archive.end();
  return buffer(archive.outputStream);
}

const png = (): Promise<Buffer> =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#abcdef' } })
    .png()
    .toBuffer();

describe('a name', () => {
  it.each([
    ['../../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\ada\\list.txt', 'list.txt'],
    ['..', 'file.txt'],
    ['a\u202Etxt.exe.txt', 'a txt.exe.txt'],
    ['<script>alert(1)</script>.txt', 'script .txt'],
  ])('%j leads nowhere: it is shown as %j', async (name, shown) => {
    const { status, body } = await uploadNamed(app, ada.user.token, name, Buffer.from('text'));
    expect([status, body.data?.name]).toEqual([201, shown]);
    expect((await stored(app)).every((one) => /^[0-9a-f-]{73}-original$/.test(one))).toBe(true);
  });

  it.each([
    ['NUL', Buffer.from('a\0b.txt')],
    ['300 bytes', `${'a'.repeat(296)}.txt`],
    ['300 bytes in 150 characters', `${'é'.repeat(148)}.txt`],
  ])('with %s is refused', async (_what, name) => {
    const { status, body } = await uploadNamed(app, ada.user.token, name, Buffer.from('text'));
    expect([status, body.error?.code, body.error?.details[0].field]).toEqual([
      422,
      'VALIDATION_ERROR',
      'file',
    ]);
    const wish = { name: name.toString(), size: 4, type: 'text/plain' };
    const promised = await ada.send('POST', '/files/uploads', wish);
    expect([promised.status, promised.body.error.details[0].field]).toEqual([422, 'name']);
  });
});

describe('a type', () => {
  it.each([
    ['an image that says it is a PDF', png, 'a.pdf', ''],
    ['an image that is sent as a PDF', png, 'a.png', 'application/pdf'],
    ['a text that says it is an image', () => 'no image', 'a.png', ''],
    ['a program', () => Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(200)]), 'a.txt', ''],
    ['a program by its name', () => 'echo', 'a.exe', ''],
    ['a page', () => '<!DOCTYPE html><html><script>1</script></html>', 'a.html', 'text/html'],
    [
      'a page that says it is a text',
      () => '\n <!-- x --><html><script>1</script></html>',
      'a.txt',
      'text/plain',
    ],
    ['a drawing that says it is a text', () => '<svg xmlns="http://www.w3.org/2000/svg"/>', 'a.txt', ''],
    ['a text that is not UTF-8', () => Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'a.txt', ''],
    ['a text with NUL', () => 'a\0b', 'a.txt', ''],
    ['a calendar that is none', () => 'no calendar', 'a.ics', ''],
    ['nothing at all that says it is an image', () => '', 'a.png', ''],
    ['XML', () => '<?xml version="1.0"?><a/>', 'a.xml', ''],
    [
      'an archive that is no document',
      () => zip((one) => one.addBuffer(Buffer.from('x'), 'x')),
      'a.docx',
      '',
    ],
    [
      'a document with programs',
      () =>
        zip((one) => {
          for (const part of ['[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'])
            one.addBuffer(Buffer.from('x'), part);
        }),
      'a.docx',
      '',
    ],
    [
      'a program for Java',
      () => zip((one) => one.addBuffer(Buffer.from('x'), 'META-INF/MANIFEST.MF')),
      'a.zip',
      '',
    ],
    [
      'a book',
      () => zip((one) => one.addBuffer(Buffer.from('application/epub+zip'), 'mimetype', { compress: false })),
      'a.zip',
      '',
    ],
  ])('of %s is refused', async (_what, bytes, name, type) => {
    const { status, body } = await send(await bytes(), name, type);
    expect([status, body.error?.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
  });

  it.each([
    ['a.md', '# Title', 'text/markdown', ''],
    ['a.csv', 'a,b\n1,2\n', 'text/csv', 'application/vnd.ms-excel'],
    ['a.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 'text/calendar', ''],
    ['a', 'no ending', 'text/plain', 'application/octet-stream'],
    ['notes.v2', 'an ending of no type', 'text/plain', ''],
    [
      'a.svg',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg><script>1</script></svg>',
      'image/svg+xml',
      '',
    ],
  ])('of %s is found', async (name, bytes, type, declared) => {
    expect(await kept(app, ada, bytes, { name, type: declared })).toMatchObject({ type });
  });

  it.each([
    ['docx', 'word/document.xml', 'wordprocessingml.document'],
    ['xlsx', 'xl/workbook.xml', 'spreadsheetml.sheet'],
    ['pptx', 'ppt/presentation.xml', 'presentationml.presentation'],
  ])('of Office is found by what is in the package: .%s', async (ending, part, type) => {
    const bytes = await zip((one) => {
      one.addBuffer(Buffer.from('<Types/>'), '[Content_Types].xml');
      one.addBuffer(Buffer.from('<x/>'), part);
    });
    const file = await kept(app, ada, bytes, { name: `a.${ending}` });
    expect(file.type).toBe(`application/vnd.openxmlformats-officedocument.${type}`);
  });

  it('that nothing is said of, as by many clients, is no lie; that it is a text is one', async () => {
    const image = await png();
    const silent = await uploadNamed(app, ada.user.token, 'a.png', image, null);
    expect([silent.status, silent.body.data.type]).toEqual([201, 'image/png']);
    expect((await uploadNamed(app, ada.user.token, 'a.png', image, '')).status).toBe(201);
    const said = await uploadNamed(app, ada.user.token, 'a.png', image, 'text/plain');
    expect(said.body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it('of OpenDocument and of an archive is found', async () => {
    const odt = 'application/vnd.oasis.opendocument.text';
    const bytes = await zip((one) => one.addBuffer(Buffer.from(odt), 'mimetype', { compress: false }));
    expect((await kept(app, ada, bytes, { name: 'a.odt' })).type).toBe(odt);
    const plain = await zip((one) => one.addBuffer(Buffer.from('x'), 'folder/x.txt'));
    expect((await kept(app, ada, plain, { name: 'a.zip' })).type).toBe('application/zip');
  });
});

describe('an archive', () => {
  const refused = async (bytes: Uint8Array, name = 'a.zip') => {
    const [{ status, body }, most] = await mostMemory(() => send(bytes, name));
    expect([status, body.error?.details?.[0]?.rule]).toEqual([422, 'safeArchive']);
    expect(most).toBeLessThan(60 * MIB);
  };

  it('that would be huge unpacked is refused, unread', async () => {
    await refused(await zip((one) => one.addBuffer(Buffer.alloc(100 * MIB), 'zeros')));
  });

  it('that would be huge unpacked is refused as a document, too', async () => {
    const bytes = await zip((one) => {
      one.addBuffer(Buffer.from('<Types/>'), '[Content_Types].xml');
      one.addBuffer(Buffer.alloc(100 * MIB), 'word/document.xml');
    });
    await refused(bytes, 'a.docx');
  });

  it('with more entries than anybody has is refused', async () => {
    await refused(
      await zip((one) => {
        for (let index = 0; index <= 10_000; index += 1) one.addBuffer(Buffer.alloc(0), `${index}`);
      }),
    );
  });

  it('whose entries are all the same bytes is refused', async () => {
    const one = await zip((archive) =>
      archive.addBuffer(Buffer.alloc(MIB, 'seldom repeated '), 'a', { compress: false }),
    );
    // Its directory, with the one entry in it three times (APPNOTE 4.3.12, 4.3.16).
    const end = one.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    const start = one.readUInt32LE(end + 16);
    const entry = one.subarray(start, end);
    const tail = Buffer.from(one.subarray(end));
    tail.writeUInt16LE(3, 8);
    tail.writeUInt16LE(3, 10);
    tail.writeUInt32LE(entry.length * 3, 12);
    await refused(Buffer.concat([one.subarray(0, start), entry, entry, entry, tail]));
  });

  it('with a symbolic link is refused', async () => {
    await refused(
      await zip((one) =>
        one.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777, compress: false }),
      ),
    );
  });

  it('with names that lead out of its folder is refused', async () => {
    const bytes = await zip((one) => one.addBuffer(Buffer.from('x'), '__/__/evil.txt'));
    await refused(Buffer.from(bytes.toString('latin1').replaceAll('__/__/', '../../'), 'latin1'));
  });

  it('that is cut off is refused', async () => {
    const bytes = await zip((one) => one.addBuffer(Buffer.alloc(1000, 'x'), 'a'));
    await refused(bytes.subarray(0, bytes.length - 30));
  });
});

describe('an image', () => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  /** A few hundred bytes that say they are so large. */
  const flood = (width: number, height: number): Buffer => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const data = deflateSync(Buffer.alloc(100_000));
    return Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      ...[chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))],
    ]);
  };
  /** A small image whose frame header says other sizes (ITU T.81, B.2.2). */
  const jpegFlood = async (): Promise<Buffer> => {
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123456' } })
      .jpeg()
      .toBuffer();
    const frame = image.indexOf(Buffer.from([0xff, 0xc0]));
    image.writeUInt16BE(65_000, frame + 5);
    image.writeUInt16BE(65_000, frame + 7);
    return image;
  };
  /** The same: fourteen bits each, both less one (RFC 9649, section 3.4). */
  const webpFlood = async (): Promise<Buffer> => {
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123456' } })
      .webp({ lossless: true })
      .toBuffer();
    const header = image.indexOf('VP8L') + 9;
    image.writeUInt32LE(((image.readUInt32LE(header) & 0xf0000000) | 0x0fffbffe) >>> 0, header);
    return image;
  };
  /** As many frames of one pixel each, on a canvas of such a size. */
  const frames = (count: number, edge: number): Buffer => {
    const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
    screen.writeUInt16LE(edge, 6);
    screen.writeUInt16LE(edge, 8);
    const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    return Buffer.concat([screen, ...Array<Buffer>(count).fill(frame), Buffer.from([0x3b])]);
  };

  it.each([
    ['30,000 × 30,000 pixels', () => flood(30_000, 30_000), 'a.png', 'maxPixels'],
    ['2³¹ − 1 pixels in a row', () => flood(2 ** 31 - 1, 1), 'a.png', 'wholeImage'],
    ['5,000 frames', () => frames(5000, 10), 'a.gif', 'maxFrames'],
    ['100 frames on a large canvas', () => frames(100, 2000), 'a.gif', 'maxPixels'],
    ['65,000 × 65,000 pixels, as a JPEG', jpegFlood, 'a.jpg', 'maxPixels'],
    ['16,383 × 16,383 pixels, as a WebP', webpFlood, 'a.webp', 'maxPixels'],
  ])('of %s is refused before it is decoded', async (_what, make, name, rule) => {
    const bytes = await make();
    const [{ status, body }, most] = await mostMemory(() => send(bytes, name));
    expect([status, body.error?.details?.[0]?.rule]).toEqual([422, rule]);
    expect(most).toBeLessThan(100 * MIB);
  });

  it('with metadata that are huge unpacked is taken without them', async () => {
    const whole = await png();
    // Before the image itself (PNG, section 11.3.2 and 11.3.3): a profile of colours, and a text.
    const at = whole.indexOf('IDAT') - 4;
    const packed = deflateSync(Buffer.alloc(300 * MIB));
    const bomb = (type: string) => chunk(type, Buffer.concat([Buffer.from('x\0\0', 'latin1'), packed]));
    const bytes = Buffer.concat([whole.subarray(0, at), bomb('iCCP'), bomb('zTXt'), whole.subarray(at)]);
    const [{ status, body }, most] = await mostMemory(() => send(bytes, 'a.png'));
    if (status === 201) {
      const { bytes: made } = await content(app, ada.user.token, `/files/${body.data.id}/content`);
      expect(made.length).toBeLessThan(2000);
    } else expect([status, body.error?.details?.[0]?.rule]).toEqual([422, 'wholeImage']);
    expect(most).toBeLessThan(100 * MIB);
  });

  it('that is broken, or less than it says, is refused', async () => {
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#123456' } })
      .jpeg()
      .toBuffer();
    for (const [bytes, name] of [
      [whole.subarray(0, 300), 'a.jpg'],
      [flood(2000, 2000), 'a.png'],
    ] as const) {
      const { status, body } = await send(bytes, name);
      expect([status, body.error?.details?.[0]?.rule]).toEqual([422, 'wholeImage']);
    }
  });

  it('that is something else as well is only an image afterwards', async () => {
    const hidden = '<script>alert(document.domain)</script>';
    const archive = await zip((one) => one.addBuffer(Buffer.from(hidden), 'x.html', { compress: false }));
    const file = await kept(app, ada, Buffer.concat([await png(), Buffer.from(hidden), archive]), {
      name: 'a.png',
    });
    const { bytes } = await content(app, ada.user.token, `/files/${file.id}/content`);
    expect((await sharp(bytes).metadata()).width).toBe(8);
    expect(bytes.includes('script')).toBe(false);
    expect(bytes.includes('PK\x03\x04')).toBe(false);
  });
});

it('SVG with scripts is only ever saved, by every way to it', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';
  const file = await kept(app, ada, svg, { name: 'a.svg', type: 'image/svg+xml' });
  const { pathname, search } = new URL(file.downloadUrl);
  for (const answer of [
    await content(app, ada.user.token, `/files/${file.id}/content`),
    await content(app, ada.user.token, `/files/${file.id}/content`, { range: 'bytes=0-10' }),
    await content(app, ada.user.token, pathname.replace('/api/v1', '') + search),
  ]) {
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.svg"');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
  expect((await content(app, ada.user.token, `/files/${file.id}/thumbnails/small`)).status).toBe(404);
});

describe('a long upload', () => {
  /** A film that is written as it is sent. */
  async function film(
    bytes: number,
    pauseMs = 0,
    pieces = bytes / MIB,
  ): Promise<{ status: number; text: string }> {
    const head = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');
    const begin = Buffer.from(
      '--b\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\nContent-Type: video/mp4\r\n\r\n',
    );
    const piece = Buffer.alloc(bytes / pieces, 1);
    return new Promise((done, fail) => {
      const request = httpRequest(
        `${app.url}/api/v1/files`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${ada.user.token}`,
            'content-type': 'multipart/form-data; boundary=b',
          },
        },
        (answer) => {
          buffer(answer).then(
            (text) => done({ status: answer.statusCode ?? 0, text: text.toString() }),
            fail,
          );
        },
      );
      request.on('error', fail);
      const write = async () => {
        request.write(Buffer.concat([begin, head]));
        for (let index = 0; index < pieces; index += 1) {
          if (!request.write(piece)) await new Promise((drained) => request.once('drain', drained));
          if (pauseMs > 0) await sleep(pauseMs);
        }
        request.end('\r\n--b--\r\n');
      };
      write().catch(fail);
    });
  }

  it('is never whole in memory', async () => {
    const before = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => {
      const { rss, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, rss - before.rss, arrayBuffers - before.arrayBuffers);
    }, 20);
    const { status, text } = await film(200 * MIB);
    clearInterval(watch);
    expect([status, text.length > 0]).toEqual([201, true]);
    expect(most).toBeLessThan(150 * MIB);
  });

  it('may take longer than a request may, as long as it goes on', async () => {
    expect((await film(6_000, 400, 6)).status).toBe(201);
  });
});

describe('a virus', () => {
  // The test file of EICAR, in two parts so that no scanner finds it here.
  const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
  let clamd: Server;
  let scanned: string[];
  let scanning: TestApp;
  let port: number;

  /** Answers as clamd does (clamd(8), INSTREAM): it finds that one string. */
  beforeAll(async () => {
    scanned = [];
    clamd = createServer((socket) => {
      let all = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (bytes: Buffer) => {
        all = Buffer.concat([all, bytes]);
        const command = 'zINSTREAM\0';
        if (!all.toString('latin1').startsWith(command)) return;
        const parts: Buffer[] = [];
        for (let at = command.length; at + 4 <= all.length;) {
          const length = all.readUInt32BE(at);
          if (length === 0) {
            const file = Buffer.concat(parts);
            scanned.push(createHash('sha256').update(file).digest('hex'));
            socket.end(file.includes(EICAR) ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
            return;
          }
          if (at + 4 + length > all.length) return;
          parts.push(all.subarray(at + 4, at + 4 + length));
          at += 4 + length;
        }
      });
    });
    await new Promise<void>((done) => clamd.listen(0, '127.0.0.1', done));
    const address = clamd.address();
    port = typeof address === 'object' && address ? address.port : 0;
    scanning = await createTestApp({
      config: { CLAMAV_ADDRESS: `tcp://127.0.0.1:${port}`, CLAMAV_TIMEOUT_MS: '2000' },
    });
  });
  afterAll(() => scanning.close());

  it('is found, everything is looked at whole, and nothing passes while the scanner is away', async () => {
    const bob = await person(scanning);
    const clean = Buffer.alloc(3 * MIB, 'harmless text\n');
    const ok = await upload(scanning, bob.user.token, clean);
    expect([ok.status, scanned]).toEqual([201, [createHash('sha256').update(clean).digest('hex')]]);
    const found = await upload(scanning, bob.user.token, `before ${EICAR} after`);
    expect([found.status, found.body.error?.details?.[0]?.rule]).toEqual([422, 'virusFree']);
    await new Promise<void>((done) => clamd.close(() => done()));
    const away = await upload(scanning, bob.user.token, 'nobody looks');
    expect([away.status, away.body.error?.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(away.headers.get('retry-after')).not.toBeNull();
    expect(await usage(scanning, bob.id)).toEqual({ used: clean.length, sum: clean.length });
  });
});

it.each([
  ['empty', ''],
  ['longer than any may be', 'b'.repeat(5000)],
])('an upload whose boundary is %s is refused', async (_kind, boundary) => {
  for (const path of ['/files', '/import/csv']) {
    const answer = await fetch(`${app.url}/api/v1${path}`, {
      method: 'POST',
      body: `--${boundary}--`,
      headers: {
        authorization: `Bearer ${ada.user.token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
    });
    expect([path, answer.status]).toEqual([path, 422]);
  }
});

it('an upload in the wrong form is refused', async () => {
  const answer = await fetch(`${app.url}/api/v1/files`, {
    method: 'POST',
    body: 'not multipart at all',
    headers: { authorization: `Bearer ${ada.user.token}`, 'content-type': 'multipart/form-data; boundary=b' },
  });
  expect(answer.status).toBe(422);
  expect(
    codeOf(
      await ada.send('POST', '/files/uploads', { name: 'a.exe', size: 1, type: 'application/x-msdownload' }),
    ),
  ).toBe('UNSUPPORTED_MEDIA_TYPE');
});
