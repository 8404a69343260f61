import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import S3rver from 's3rver';
import sharp from 'sharp';
import { FileUpkeep } from '@almanac/files';
import { newId } from '@almanac/kernel';
import { FileStorage, GcsStorage, RequestContext, S3Storage, type StorageKey } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { ended, unzip } from '../identity/leaving';
import { eventually } from '../background/eventually';
import { person } from '../planning/support';
import { FakeGcs } from './fake-gcs';
import { isSignedForAmazon, isSignedForGoogle } from './sigv4';
import { content, kept, usage } from './support';

jest.setTimeout(60_000);

const MIB = 1024 * 1024;
const type = 'text/plain';
/** What s3rver knows its one key by. */
const SECRET = 'S3RVER';
const soon = () => new Date(Date.now() + 60_000);

/** What every driver promises, asked of a store that another program is. */
function keepsItsPromises(driver: () => FileStorage, { signsByItself }: { signsByItself: boolean }): void {
  const read = async (key: StorageKey, range?: { start: number; end: number }) => {
    const stream = await driver().open(key, range);
    return stream && (await text(stream));
  };
  const put = (key: StorageKey, bytes: string | Buffer) =>
    driver().put(key, () => Readable.from([Buffer.from(bytes)]), { type });
  const listed = async (prefix: StorageKey, before: Date) => {
    const keys: string[] = [];
    for await (const { key } of driver().list(prefix, before)) keys.push(key);
    return keys.sort();
  };

  it('gives back what was put, whole or in ranges, and replaces it', async () => {
    expect(await put('files/ab/1-a', '0123456789')).toBe(10);
    expect(await read('files/ab/1-a')).toBe('0123456789');
    expect(await read('files/ab/1-a', { start: 2, end: 4 })).toBe('234');
    expect(await driver().stat('files/ab/1-a')).toMatchObject({ key: 'files/ab/1-a', size: 10 });
    await put('files/ab/1-a', 'new');
    expect(await read('files/ab/1-a')).toBe('new');
  });

  it('takes content of unknown length in parts, and what is empty', async () => {
    const piece = Buffer.alloc(MIB, 'a part of it\n');
    async function* pieces() {
      for (let index = 0; index < 21; index += 1) yield await Promise.resolve(piece);
    }
    expect(await driver().put('files/ab/large-a', () => Readable.from(pieces()), { type })).toBe(21 * MIB);
    const stream = await driver().open('files/ab/large-a');
    expect(stream && (await buffer(stream)).equals(Buffer.concat(Array<Buffer>(21).fill(piece)))).toBe(true);
    expect(await put('files/ab/empty-a', '')).toBe(0);
    expect((await driver().stat('files/ab/empty-a'))?.size).toBe(0);
  });

  it('has no object whose content breaks off, or is stopped', async () => {
    const broken = () =>
      Readable.from(
        (function* () {
          yield Buffer.alloc(MIB);
          throw new Error('broken off');
        })(),
      );
    await expect(driver().put('files/ab/2-a', broken, { type })).rejects.toThrow('broken off');
    expect(await driver().stat('files/ab/2-a')).toBeUndefined();
    const stop = new AbortController();
    const slow = new Readable({ read: () => undefined });
    slow.push(Buffer.alloc(1000));
    const writing = driver().put('files/ab/3-a', () => slow, { type, signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(writing).rejects.toThrow();
    expect(await driver().stat('files/ab/3-a')).toBeUndefined();
  });

  it('knows nothing of what is not there, and minds not when that is removed', async () => {
    expect(await driver().open('files/ab/none')).toBeUndefined();
    expect(await driver().stat('files/ab/none')).toBeUndefined();
    await driver().remove('files/ab/none');
    await driver().removeUnder('files/none');
  });

  it('lists by prefix and age, and removes one or all', async () => {
    for (const key of ['files/l/1-a', 'files/l/2-a', 'exports/l-1.zip'] as const) await put(key, 'x');
    expect(await listed('files/l/', soon())).toEqual(['files/l/1-a', 'files/l/2-a']);
    expect(await listed('files/l/', new Date(Date.now() - 60_000))).toEqual([]);
    await driver().remove('files/l/1-a');
    expect(await listed('files/l/', soon())).toEqual(['files/l/2-a']);
    await driver().removeUnder('files/l/');
    expect(await listed('files/l/', soon())).toEqual([]);
    expect(await read('exports/l-1.zip')).toBe('x');
    await driver().removeUnfinished('files/', new Date());
  });

  (signsByItself ? it : it.skip)('signs addresses to fetch and to put past the API', async () => {
    await put('files/s/1-a', 'signed');
    const download = {
      readerId: newId(),
      expiresAt: soon(),
      name: 'Größe.txt',
      type,
      disposition: 'inline' as const,
    };
    const url = await driver().downloadAddress('files/s/1-a', download);
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'signed']);
    // A bucket sends no `nosniff`: whatever it gives out is saved.
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="Gr__e\.txt"/);
    expect(isSignedForAmazon({ method: 'GET', url, headers: {} }, SECRET)).toBe(true);
    expect(isSignedForAmazon({ method: 'GET', url: url.replace('1-a', '2-a'), headers: {} }, SECRET)).toBe(
      false,
    );
    const address = await driver().uploadAddress('files/s/3-a', { expiresAt: soon(), size: 3, type });
    const put3 = { method: 'PUT', url: address.url, headers: { ...address.headers } };
    const { searchParams } = new URL(address.url);
    // So that other bytes, in number or type, are refused by the store.
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(Number(searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(60);
    expect(isSignedForAmazon(put3, SECRET)).toBe(true);
    expect(isSignedForAmazon({ ...put3, headers: { ...put3.headers, 'content-length': '4' } }, SECRET)).toBe(
      false,
    );
    const sent = await fetch(address.url, { method: address.method, body: '012', headers: address.headers });
    expect(sent.status).toBe(200);
    expect(await read('files/s/3-a')).toBe('012');
  });
}

describe('S3', () => {
  let folder: string;
  let server: S3rver;
  let endpoint: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'almanac-s3-'));
    const buckets = [{ name: 'almanac' }];
    server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: buckets,
    });
    endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const settings = () => ({
    S3_BUCKET: 'almanac',
    S3_REGION: 'us-east-1',
    S3_ENDPOINT: endpoint,
    S3_PUBLIC_ENDPOINT: '',
    S3_ACCESS_KEY_ID: 'S3RVER',
    S3_SECRET_ACCESS_KEY: SECRET,
    S3_FORCE_PATH_STYLE: true,
  });

  describe('the driver', () => {
    let storage: S3Storage;
    beforeAll(async () => {
      storage = await S3Storage.connect(settings());
    });
    keepsItsPromises(() => storage, { signsByItself: true });
  });

  describe('under the product', () => {
    let app: TestApp;
    beforeAll(async () => {
      const { S3_FORCE_PATH_STYLE: _flag, ...texts } = settings();
      const config = { STORAGE_DRIVER: 's3', S3_FORCE_PATH_STYLE: 'true', ...texts };
      app = await createTestApp({ worker: true, config });
    });
    afterAll(() => app.close());

    const keysOf = async (id: string) => {
      const keys: string[] = [];
      for await (const { key } of app.get(FileStorage).list('files/', soon()))
        if (key.includes(id)) keys.push(key);
      return keys;
    };

    it('keeps files and thumbnails, and lets go of them', async () => {
      const ada = await person(app);
      const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#123456' } })
        .png()
        .toBuffer();
      const file = await kept(app, ada, picture, { name: 'a.png' });
      expect(await keysOf(file.id)).toHaveLength(4);
      const path = `/files/${file.id}/content`;
      const whole = await content(app, ada.user.token, path);
      expect([whole.status, (await sharp(whole.bytes).metadata()).width]).toEqual([200, 300]);
      const part = await content(app, ada.user.token, path, { range: 'bytes=1-3' });
      expect([part.status, part.bytes.toString()]).toEqual([206, 'PNG']);
      expect((await content(app, ada.user.token, `/files/${file.id}/thumbnails/small`)).status).toBe(200);
      const past = await fetch(file.downloadUrl);
      expect([past.status, Buffer.from(await past.arrayBuffer()).equals(whole.bytes)]).toEqual([200, true]);
      await ada.must('DELETE', `/files/${file.id}`);
      await eventually(async () => expect(await keysOf(file.id)).toEqual([]));
      expect((await fetch(file.downloadUrl)).status).toBe(404);
    });

    it('takes uploads past the API, and sweeps those that never come', async () => {
      const ada = await person(app);
      const begun = await ada.must('POST', '/files/uploads', { name: 'a.txt', size: 4, type: 'text/plain' });
      const answer = await fetch(begun.url, { method: begun.method, headers: begun.headers, body: 'past' });
      expect(answer.status).toBe(200);
      expect(await ada.must('POST', `/files/${begun.id}/complete`)).toMatchObject({
        status: 'ready',
        size: 4,
      });
      const left = await ada.must('POST', '/files/uploads', { name: 'b.txt', size: 4, type: 'text/plain' });
      await fetch(left.url, { method: left.method, headers: left.headers, body: 'left' });
      await app.database.query("UPDATE files SET expires_at = now() - interval '1 second' WHERE id = $1", [
        left.id,
      ]);
      await app.getFromWorker(FileUpkeep).sweep(RequestContext.system());
      expect(await keysOf(left.id)).toEqual([]);
      expect(await usage(app, ada.id)).toEqual({ used: 4, sum: 4 });
    });

    it('keeps exports, which have the bytes of files in them', async () => {
      const ada = await person(app);
      const file = await kept(app, ada, '"in the export"', { name: 'a.txt' });
      const { jobId } = await ada.must('POST', '/users/me/data-export');
      const { result } = await ended(app, ada.user.token, jobId);
      const { pathname, search } = new URL(result.downloadUrl);
      const answer = await fetch(app.url + pathname + search);
      expect(answer.status).toBe(200);
      const archive = await unzip(Buffer.from(await answer.arrayBuffer()));
      expect(archive.get(`files/content/${file.id}/a.txt`)).toBe('in the export');
      expect(archive.get('files/files.json')).toMatchObject([{ id: file.id, name: 'a.txt' }]);
    });
  });
});

describe('Google Cloud Storage', () => {
  let server: FakeGcs;
  let storage: GcsStorage;
  beforeAll(async () => {
    server = await FakeGcs.start();
    storage = await GcsStorage.connect({
      GCS_BUCKET: 'almanac',
      GCS_CREDENTIALS: '',
      GCS_ENDPOINT: server.url,
    });
  });
  afterAll(() => server.close());

  describe('the driver', () => {
    keepsItsPromises(() => storage, { signsByItself: false });
  });

  it('signs addresses with the key of the service account', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const account = { client_email: 'almanac@example.iam.gserviceaccount.com', private_key: privateKey };
    const signing = await GcsStorage.connect({
      GCS_BUCKET: 'almanac',
      GCS_CREDENTIALS: JSON.stringify(account),
      GCS_ENDPOINT: '',
    });
    const { method, url, headers } = await signing.uploadAddress('files/s/1-a', {
      expiresAt: soon(),
      size: 3,
      type,
    });
    expect(new URL(url).searchParams.get('X-Goog-SignedHeaders')).toBe(
      'content-type;host;x-goog-content-length-range',
    );
    const request = { method, url, headers: { ...headers } };
    expect(isSignedForGoogle(request, publicKey)).toBe(true);
    const longer = { ...request, headers: { ...headers, 'x-goog-content-length-range': '4,4' } };
    expect(isSignedForGoogle(longer, publicKey)).toBe(false);
    const download = {
      readerId: newId(),
      expiresAt: soon(),
      name: 'a.txt',
      type,
      disposition: 'inline' as const,
    };
    const address = await signing.downloadAddress('files/s/1-a', download);
    expect(new URL(address).searchParams.get('response-content-disposition')).toBe(
      'attachment; filename="a.txt"',
    );
    expect(isSignedForGoogle({ method: 'GET', url: address, headers: {} }, publicKey)).toBe(true);
  });
});
