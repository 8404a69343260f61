import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { utimes, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileUpkeep } from '@almanac/files';
import { newId } from '@almanac/kernel';
import { RequestContext } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import { codeOf, person, type Person } from '../planning/support';
import { eventually } from '../background/eventually';
import { content, kept, see, stored, upload, usage } from './support';

jest.setTimeout(60_000);

const MIB = 1024 * 1024;
let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true, config: { STORAGE_FREE_MIB: '3', MAX_FILE_MIB: '2' } });
});
beforeEach(async () => {
  ada = await person(app, { tier: 'free' });
});
afterAll(() => app.close());

const nothingNew = (before: string[]) =>
  eventually(async () => {
    expect((await stored(app)).filter((name) => !before.includes(name))).toEqual([]);
    expect(await stored(app, 'spool')).toEqual([]);
  });
const text = (bytes: number) => Buffer.alloc(bytes, 'a line of text\n');

describe('an upload', () => {
  it('is kept as it is, told, counted and given back in ranges', async () => {
    const file = await kept(app, ada, 'Buy soap\n', { name: 'list.txt', type: 'text/plain' });
    expect(file).toMatchObject({
      userId: ada.id,
      name: 'list.txt',
      type: 'text/plain',
      size: 9,
      status: 'ready',
      width: null,
      sha256: createHash('sha256').update('Buy soap\n').digest('hex'),
    });
    expect(await see(ada, file.id)).toMatchObject({ status: 200, body: { data: { id: file.id } } });
    expect(await usage(app, ada.id)).toEqual({ used: 9, sum: 9 });
    const whole = await content(app, ada.user.token, `/files/${file.id}/content`);
    expect([whole.status, whole.bytes.toString()]).toEqual([200, 'Buy soap\n']);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'inline; filename="list.txt"',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    });
    const part = await content(app, ada.user.token, `/files/${file.id}/content`, { range: 'bytes=4-7' });
    expect([part.status, part.bytes.toString()]).toEqual([206, 'soap']);
    // The signed address needs nothing else, and changed it opens nothing.
    const signed = await fetch(onApp(app, file.downloadUrl));
    expect([signed.status, await signed.text()]).toEqual([200, 'Buy soap\n']);
    expect(signed.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(onApp(app, file.downloadUrl.replace(/.$/, '!')))).status).toBe(404);
  });

  it('is the same file when it is sent again under its key', async () => {
    const headers = { 'idempotency-key': newId() };
    const first = await upload(app, ada.user.token, 'once', { headers });
    const again = await upload(app, ada.user.token, 'once', { headers });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.data.id).toBe(first.body.data.id);
    const other = await upload(app, ada.user.token, 'twice', { headers });
    expect([other.status, other.body.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await usage(app, ada.id)).toEqual({ used: 4, sum: 4 });
    // The bytes that came in vain are gone.
    await eventually(async () => {
      const mine = (await stored(app)).filter((name) => name.includes(first.body.data.id));
      expect(mine).toHaveLength(1);
    });
  });

  it('is refused to who may not write, and to nobody in particular', async () => {
    const { key } = await ada.must('POST', '/auth/api-keys', {
      name: 'Reader',
      permissions: ['read:own-activities'],
    });
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x.txt');
    const send = (headers: Record<string, string>) =>
      fetch(`${app.url}/api/v1/files`, { method: 'POST', body: form, headers });
    expect((await send({ 'x-api-key': key })).status).toBe(403);
    expect((await send({})).status).toBe(401);
    expect(await stored(app, 'spool')).toEqual([]);
  });

  it.each([
    ['two files', (form: FormData) => form.append('file', new Blob(['y']), 'y.txt'), 422],
    ['another field', (form: FormData) => form.append('title', 'y'), 422],
  ])('with %s is refused, and leaves nothing', async (_what, add, status) => {
    const before = await stored(app);
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x.txt');
    add(form);
    const answer = await fetch(`${app.url}/api/v1/files`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${ada.user.token}` },
    });
    expect(answer.status).toBe(status);
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
    await nothingNew(before);
  });

  it('without a file, or as JSON, is refused', async () => {
    expect(codeOf(await ada.send('POST', '/files', { file: 'x' }))).toBe('UNSUPPORTED_MEDIA_TYPE');
    const empty = new FormData();
    const answer = await fetch(`${app.url}/api/v1/files`, {
      method: 'POST',
      body: empty,
      headers: { authorization: `Bearer ${ada.user.token}` },
    });
    expect(answer.status).toBe(422);
  });

  it('that breaks off leaves nothing', async () => {
    await new Promise<void>((done) => {
      const request = httpRequest(`${app.url}/api/v1/files`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ada.user.token}`,
          'content-type': 'multipart/form-data; boundary=b',
          'content-length': '100000',
        },
      });
      request.on('error', () => done());
      request.on('close', () => done());
      request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbegun');
      setTimeout(() => request.destroy(), 300);
    });
    await eventually(async () => expect(await stored(app, 'spool')).toEqual([]));
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
  });

  it('is one of so many at once, so that nobody fills the disk with what is never whole', async () => {
    const bob = await person(app);
    const slow = Array.from({ length: 32 }, () => {
      const request = httpRequest(`${app.url}/api/v1/files`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bob.user.token}`,
          'content-type': 'multipart/form-data; boundary=b',
          'content-length': '100000',
        },
      });
      request.on('error', () => undefined);
      request.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbegun');
      return request;
    });
    await eventually(async () => expect(await stored(app, 'spool')).toHaveLength(32));
    const refused = await upload(app, bob.user.token, 'one more');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await upload(app, ada.user.token, 'of somebody else')).status).toBe(201);
    for (const request of slow) request.destroy();
    await eventually(async () => expect((await upload(app, bob.user.token, 'now')).status).toBe(201));
    await eventually(async () => expect(await stored(app, 'spool')).toEqual([]));
  });

  it('whose client goes away while its row is written has its bytes', async () => {
    const { id } = await kept(app, ada, 'so that there is a sum');
    const held = await app.database.connect();
    try {
      await held.query('BEGIN');
      await held.query('SELECT used FROM storage_usage WHERE user_id = $1 FOR UPDATE', [ada.id]);
      const before = (await stored(app)).length;
      const client = new AbortController();
      const body = new FormData();
      body.append('file', new Blob(['nobody waits for it']), 'alone.txt');
      const headers = { authorization: `Bearer ${ada.user.token}` };
      const sent = fetch(`${app.url}/api/v1/files`, { method: 'POST', body, headers, signal: client.signal });
      await eventually(async () => expect(await stored(app)).toHaveLength(before + 1));
      await eventually(async () => {
        const { rows } = await app.database.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        expect(rows[0].waiting).toBeGreaterThan(0);
      });
      client.abort();
      await expect(sent).rejects.toThrow();
      // Time for the server to hear of it.
      await new Promise((done) => setTimeout(done, 300));
      await held.query('COMMIT');
    } finally {
      held.release();
    }
    const made = await eventually(async () => {
      const { rows } = await app.database.query('SELECT id FROM files WHERE user_id = $1 AND id <> $2', [
        ada.id,
        id,
      ]);
      expect(rows).toHaveLength(1);
      return rows[0];
    });
    const { bytes } = await content(app, ada.user.token, `/files/${made.id}/content`);
    expect(bytes.toString()).toBe('nobody waits for it');
  });
});

describe('storage', () => {
  it('is never exceeded, however many come at once, and is given back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        upload(app, ada.user.token, text(MIB), { name: `part-${index}.txt` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 403, 403, 403, 403, 403]);
    const refused = answers.find(({ status }) => status === 403);
    expect(refused?.body.error).toMatchObject({
      code: 'STORAGE_LIMIT_REACHED',
      details: { limit: 3 * MIB, tier: 'free' },
    });
    expect(await usage(app, ada.id)).toEqual({ used: 3 * MIB, sum: 3 * MIB });
    const [one] = answers.filter(({ status }) => status === 201);
    const deleted = await Promise.all(
      Array.from({ length: 4 }, () => ada.send('DELETE', `/files/${one?.body.data.id}`)),
    );
    expect(deleted.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
    expect(await usage(app, ada.id)).toEqual({ used: 2 * MIB, sum: 2 * MIB });
    await kept(app, ada, text(MIB));
  });

  it('is kept free for uploads that were promised, and freed by those that never come', async () => {
    const wish = { name: 'big.txt', size: 2 * MIB, type: 'text/plain' };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ada.send('POST', '/files/uploads', wish)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
    expect(await usage(app, ada.id)).toEqual({ used: 2 * MIB, sum: 2 * MIB });
    await app.database.query("UPDATE files SET expires_at = now() - interval '1 second' WHERE user_id = $1", [
      ada.id,
    ]);
    await app.getFromWorker(FileUpkeep).sweep(RequestContext.system());
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
  });

  it('holds no file that is too large: 413, and admins have no limit but that', async () => {
    const large = await upload(app, ada.user.token, text(2 * MIB + 1));
    expect([large.status, large.body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(
      codeOf(await ada.send('POST', '/files/uploads', { name: 'a.txt', size: 3 * MIB, type: 'text/plain' })),
    ).toBe('PAYLOAD_TOO_LARGE');
    const root = await person(app, { admin: true });
    for (let index = 0; index < 3; index += 1) await kept(app, root, text(2 * MIB));
    expect((await usage(app, root.id)).used).toBe(6 * MIB);
  });
});

describe('a file', () => {
  it('is nothing to others, and does not exist once it is deleted; who reads it meanwhile reads to its end', async () => {
    const bob = await person(app);
    const root = await person(app, { admin: true });
    const file = await kept(app, ada, text(2 * MIB));
    for (const other of [bob, root]) {
      expect(await see(other, file.id)).toMatchObject({
        status: 403,
        body: { error: { code: 'FORBIDDEN' } },
      });
      expect((await content(app, other.user.token, `/files/${file.id}/content`)).status).toBe(403);
      expect((await other.send('DELETE', `/files/${file.id}`)).status).toBe(403);
      expect((await see(other, newId())).status).toBe(404);
    }
    const answer = await fetch(`${app.url}/api/v1/files/${file.id}/content`, {
      headers: { authorization: `Bearer ${ada.user.token}` },
    });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect((await ada.send('DELETE', `/files/${file.id}`)).status).toBe(200);
    let bytes: number = first?.value?.length ?? 0;
    for (;;) {
      const next = await reader?.read();
      if (!next || next.done) break;
      bytes += Number(next.value.length);
    }
    expect(bytes).toBe(2 * MIB);
    expect((await see(ada, file.id)).status).toBe(404);
    expect((await fetch(onApp(app, file.downloadUrl))).status).toBe(410);
    await eventually(async () =>
      expect((await stored(app)).filter((name) => name.includes(file.id))).toEqual([]),
    );
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
  });

  it('has a version, and is not sent again to who has it; what named another version is not deleted', async () => {
    const begun = await ada.must('POST', '/files/uploads', { name: 'a.txt', size: 5, type: 'text/plain' });
    const pending = await see(ada, begun.id);
    expect([pending.body.data.version, pending.headers.get('etag')]).toEqual([1, '"v1"']);
    await fetch(onApp(app, begun.url), { method: 'PUT', body: 'bytes', headers: begun.headers });
    const { version } = await ada.must('POST', `/files/${begun.id}/complete`);
    expect(version).toBe(2);
    const again = (etag: string) =>
      ada.send('GET', `/files/${begun.id}`, undefined, { 'if-none-match': etag });
    // The address in it is another one every five minutes, and with it the tag: one of two askings has it still.
    const tag = (await see(ada, begun.id)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"v2\.t\d+"$/);
    const first = await again(tag);
    const second = first.status === 304 ? first : await again(first.headers.get('etag') ?? '');
    expect(second.status).toBe(304);
    const removal = (etag: string) =>
      ada.send('DELETE', `/files/${begun.id}`, undefined, { 'if-match': etag });
    expect(codeOf(await removal('"v1"'))).toBe('PRECONDITION_FAILED');
    expect((await removal(tag)).status).toBe(200);
  });

  it('is swept where it has no row, and stays where it has one', async () => {
    const file = await kept(app, ada, 'kept');
    const folder = join(app.config.DATA_DIR, 'files', 'ff');
    await mkdir(folder, { recursive: true });
    const day = new Date(Date.now() - 25 * 3600_000);
    const orphan = `${newId()}-${newId()}-original`;
    const young = `${newId()}-${newId()}-original`;
    for (const name of [orphan, young, `${orphan}.${newId()}.tmp`])
      await writeFile(join(folder, name), 'left');
    for (const name of (await stored(app)).filter((one) => one.startsWith(orphan)))
      await utimes(join(folder, name), day, day);
    const { rows } = await app.database.query('SELECT object FROM files WHERE id = $1', [file.id]);
    await utimes(join(app.config.DATA_DIR, `${rows[0].object}-original`), day, day);
    await app.getFromWorker(FileUpkeep).sweep(RequestContext.system());
    const left = await stored(app);
    expect(left.filter((name) => name.startsWith(orphan))).toEqual([]);
    expect(left).toContain(young);
    expect((await content(app, ada.user.token, `/files/${file.id}/content`)).status).toBe(200);
  });
});
