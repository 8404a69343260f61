import { createTestApp, type TestApp } from '@almanac/testing';
import { eventually } from '../background/eventually';
import { onApp } from '../identity/leaving';
import { codeOf, person, type Person } from '../planning/support';
import { content, promise, put, see, stored, usage } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp();
});
beforeEach(async () => {
  ada = await person(app, { tier: 'free' });
});
afterAll(() => app.close());

describe('an upload past the API', () => {
  it('becomes a file once it is complete, by whoever is first of many', async () => {
    const bytes = Buffer.from('put past the API');
    const begun = await promise(ada, bytes);
    expect(begun).toMatchObject({ method: 'PUT', headers: { 'content-type': 'text/plain' } });
    expect(codeOf(await ada.send('POST', `/files/${begun.id}/complete`))).toBe('CONFLICT');
    expect((await content(app, ada.user.token, `/files/${begun.id}/content`)).status).toBe(409);
    expect((await put(app, begun, bytes)).status).toBe(200);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => ada.send('POST', `/files/${begun.id}/complete`)),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await ada.send('POST', `/files/${begun.id}/complete`)).status).toBe(200);
    expect(await usage(app, ada.id)).toEqual({ used: bytes.length, sum: bytes.length });
    await eventually(async () =>
      expect((await stored(app)).filter((name) => name.includes(begun.id))).toHaveLength(1),
    );
    // Whoever still has the address changes nothing of what was looked at.
    await put(app, begun, Buffer.from('PUT PAST the API'));
    const { bytes: read } = await content(app, ada.user.token, `/files/${begun.id}/content`);
    expect(read.toString()).toBe('put past the API');
  });

  it('takes nothing but what was signed, and nobody else completes it', async () => {
    const bytes = Buffer.from('0123456789');
    const begun = await promise(ada, bytes);
    expect((await put(app, begun, Buffer.from('0123'), { 'content-length': '4' })).status).toBe(400);
    expect((await put(app, begun, Buffer.from('0123456789abc'), { 'content-length': '13' })).status).toBe(
      400,
    );
    expect((await put(app, begun, bytes, { 'content-type': 'image/svg+xml' })).status).toBe(403);
    expect((await fetch(onApp(app, begun.url))).status).toBe(404);
    const bob = await person(app);
    expect((await bob.send('POST', `/files/${begun.id}/complete`)).status).toBe(403);
    expect((await see(bob, begun.id)).status).toBe(403);
  });

  it('that lies is gone, with its room', async () => {
    const bytes = Buffer.from('%PDF-1.7\n%no PDF at all');
    const begun = await promise(ada, bytes, 'a.png', 'image/png');
    await put(app, begun, bytes);
    expect(codeOf(await ada.send('POST', `/files/${begun.id}/complete`))).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect((await ada.send('POST', `/files/${begun.id}/complete`)).status).toBe(404);
    expect(await usage(app, ada.id)).toEqual({ used: 0, sum: 0 });
    expect((await stored(app)).filter((name) => name.includes(begun.id))).toEqual([]);
  });

  it('takes nothing once its room is free again, nor once it is complete', async () => {
    const bytes = Buffer.from('counts against nobody');
    const [deleted, completed] = [await promise(ada, bytes), await promise(ada, bytes)];
    await ada.must('DELETE', `/files/${deleted.id}`);
    expect((await put(app, completed, bytes)).status).toBe(200);
    await ada.must('POST', `/files/${completed.id}/complete`);
    for (const upload of [deleted, completed]) expect((await put(app, upload, bytes)).status).toBe(410);
    expect((await stored(app)).filter((name) => name.includes(deleted.id))).toEqual([]);
  });

  it('that is refused at one place stays where it was completed at another', async () => {
    const begun = await promise(ada, Buffer.from('%PDF-1.7\n%no PDF at all'), 'a.png', 'image/png');
    await put(app, begun, Buffer.from('%PDF-1.7\n%no PDF at all'));
    const other = await app.database.connect();
    try {
      await other.query('BEGIN');
      // As another replica, which has looked at other bytes.
      await other.query("UPDATE files SET status = 'ready', expires_at = NULL WHERE id = $1", [begun.id]);
      const refused = ada.send('POST', `/files/${begun.id}/complete`);
      await new Promise((done) => setTimeout(done, 1000));
      await other.query('COMMIT');
      expect(codeOf(await refused)).toBe('UNSUPPORTED_MEDIA_TYPE');
    } finally {
      other.release();
    }
    expect((await see(ada, begun.id)).body.data.status).toBe('ready');
  });

  it('has an address that expires', async () => {
    const begun = await promise(ada, Buffer.from('late'));
    await app.database.query("UPDATE files SET expires_at = now() - interval '1 second' WHERE id = $1", [
      begun.id,
    ]);
    expect(codeOf(await ada.send('POST', `/files/${begun.id}/complete`))).toBe('GONE');
  });
});
