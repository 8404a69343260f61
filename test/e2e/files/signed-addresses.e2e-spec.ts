import { newId } from '@almanac/kernel';
import { FileStorage } from '@almanac/platform';
import { createTestApp, type TestApp, type TestBody } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import { person, share, unshare, type Person } from '../planning/support';
import { kept, stored } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp({ worker: true });
  ada = await person(app);
});
afterAll(() => app.close());

const status = async (url: string, init: RequestInit = {}): Promise<number> =>
  (await fetch(url, init)).status;
const other = (letter: string): string => (letter === 'A' ? 'B' : 'A');
/** Every address that differs in one character of the part. */
function* changed(url: string, part: string): Generator<string> {
  const from = url.indexOf(part);
  for (let at = from; at < from + part.length; at += 1) {
    if (url[at] !== '.') yield url.slice(0, at) + other(url[at] ?? '') + url.slice(at + 1);
  }
}

describe('the link of an export', () => {
  let url: string;
  let signature: string;
  let second: URL;
  beforeAll(async () => {
    const { id } = await ada.planner();
    const made = async (): Promise<TestBody> => ada.must('POST', '/export/json', { plannerId: id });
    url = onApp(app, (await made()).downloadUrl);
    second = new URL(onApp(app, (await made()).downloadUrl));
    signature = new URL(url).searchParams.get('signature') ?? '';
  });

  it('is good again and again, for whoever has it, and for reading alone', async () => {
    expect(await status(url)).toBe(200);
    expect(await status(url, { headers: { range: 'bytes=0-3' } })).toBe(206);
    expect(await status(url, { method: 'HEAD' })).toBe(200);
    for (const method of ['PUT', 'POST', 'DELETE']) expect(await status(url, { method })).toBe(405);
  });

  it('is none with another signature, time or job', async () => {
    const answers = [];
    for (const one of changed(url, signature)) answers.push(await status(one));
    expect(new Set(answers)).toEqual(new Set([404]));
    const later = new URL(url);
    later.searchParams.set('expires', String(Number(later.searchParams.get('expires')) + 86_400));
    expect(await status(later.href)).toBe(404);
    const foreign = new URL(url);
    foreign.pathname = second.pathname;
    expect(await status(foreign.href)).toBe(404);
    foreign.pathname = foreign.pathname.replace(/[^/]+$/, newId());
    expect(await status(foreign.href)).toBe(404);
    for (const name of ['expires', 'signature']) {
      const without = new URL(url);
      without.searchParams.delete(name);
      expect(await status(without.href)).toBe(422);
      const twice = new URL(url);
      twice.searchParams.append(name, second.searchParams.get(name) ?? '');
      expect(await status(twice.href)).toBe(422);
    }
  });
});

describe('the signed address of a file', () => {
  let file: TestBody;
  let url: string;
  beforeAll(async () => {
    file = await kept(app, ada, '0123456789');
    url = onApp(app, file.downloadUrl);
  });
  const ticket = () => new URL(url).searchParams.get('ticket') ?? '';

  it('is none with any other character', async () => {
    expect(await status(url)).toBe(200);
    const answers = [];
    for (const one of changed(url, ticket())) answers.push(await status(one));
    expect(new Set(answers)).toEqual(new Set([404]));
    expect(await status(url.slice(0, -1))).toBe(404);
    expect(await status(`${url}A`)).toBe(404);
    const [body = '', signature = ''] = ticket().split('.');
    for (const wrong of [body, `.${signature}`, `${body}.`, signature, `${body}.${signature}.${signature}`])
      expect([wrong, await status(url.replace(ticket(), wrong))]).toEqual([wrong, 404]);
  });

  it('puts nothing in place of what it reads, and is over at its time', async () => {
    const before = await stored(app);
    const headers = { 'content-type': 'text/plain' };
    expect(await status(url, { method: 'PUT', body: '9876543210', headers })).toBe(404);
    expect(await (await fetch(url)).text()).toBe('0123456789');
    expect(await stored(app)).toEqual(before);
    const { k } = JSON.parse(Buffer.from(ticket().split('.')[0] ?? '', 'base64url').toString());
    const address = (expiresAt: Date) =>
      app.get(FileStorage).downloadAddress(k, {
        ...{ readerId: ada.id, expiresAt, name: 'a.txt', type: 'text/plain', disposition: 'attachment' },
      });
    expect(await status(onApp(app, await address(new Date(Date.now() + 60_000))))).toBe(200);
    const late = onApp(app, await address(new Date(Date.now() - 1000)));
    expect(await status(late)).toBe(410);
    expect(await status(late, { headers: { range: 'bytes=0-3' } })).toBe(410);
  });

  it('is no link of an export, nor the other way round', async () => {
    const { id } = await ada.planner();
    const link = new URL(onApp(app, (await ada.must('POST', '/export/json', { plannerId: id })).downloadUrl));
    const signature = link.searchParams.get('signature') ?? '';
    const job = link.pathname.split('/').at(-1) ?? '';
    const body = Buffer.from(`${job}\n${link.searchParams.get('expires')}`).toString('base64url');
    expect(await status(url.replace(ticket(), `${body}.${signature}`))).toBe(404);
    link.searchParams.set('signature', ticket().split('.')[1] ?? '');
    expect(await status(link.href)).toBe(404);
  });

  it('ends with the sight of the file of whom it was given to, and with no other’s', async () => {
    const grace = await person(app);
    const { id: plannerId } = await ada.planner();
    await share(app, plannerId, grace.id, 'viewer');
    const { id: activityId } = await ada.activity((await ada.section(plannerId)).id);
    const { id } = await kept(app, ada, 'for the two of us');
    await ada.must('POST', `/activities/${activityId}/attachments`, { fileId: id });
    const linkOf = async (who: Person) => onApp(app, (await who.must('GET', `/files/${id}`)).downloadUrl);
    const [hers, own] = [await linkOf(grace), await linkOf(ada)];
    const both = async () => [await status(hers), await status(own)];
    expect(await both()).toEqual([200, 200]);
    await unshare(app, plannerId, grace.id);
    expect(await both()).toEqual([410, 200]);
    expect(await status(hers, { headers: { range: 'bytes=0-3' } })).toBe(410);
    await share(app, plannerId, grace.id, 'viewer');
    expect(await both()).toEqual([200, 200]);
    await ada.must('DELETE', `/activities/${activityId}/attachments/${id}`);
    expect(await both()).toEqual([410, 200]);
    await app.database.query(`UPDATE users SET status = 'suspended' WHERE id = $1`, [ada.id]);
    expect(await both()).toEqual([410, 410]);
    await app.database.query(`UPDATE users SET status = 'active' WHERE id = $1`, [ada.id]);
    expect(await both()).toEqual([410, 200]);
  });

  it('is gone with the file', async () => {
    const gone = await kept(app, ada, 'soon gone');
    await ada.must('DELETE', `/files/${gone.id}`);
    expect([404, 410]).toContain(await status(onApp(app, gone.downloadUrl)));
  });
});
