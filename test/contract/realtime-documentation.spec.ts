import { Parser } from '@asyncapi/parser';
import { clientMessages, serverMessages } from '@almanac/contracts';
import { asyncApiDocument } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';

const document = asyncApiDocument('https://almanac.example.com', '1.0.0');
/** Of Spectral: 0 is an error, 1 a warning. */
const WARNING = 1;
const named = (kind: string): { name: string; payload: unknown; summary: string }[] =>
  Object.entries(document.components.messages)
    .filter(([key]) => key.startsWith(`${kind}.`))
    .map(([, { name, examples, summary }]) => ({ name, payload: examples[0]?.payload, summary }));

describe('the AsyncAPI document', () => {
  it('is valid AsyncAPI 3, examples and all', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.filter(({ severity }) => Number(severity) <= WARNING)).toEqual([]);
  });

  it('has every message of the maps, with an example that passes their own checks', () => {
    const server = named('server');
    expect(server.map(({ name }) => name)).toEqual(Object.keys(serverMessages));
    for (const { name, payload } of server) {
      const { data, ...envelope } = payload as Record<string, unknown>;
      expect(Object.keys(envelope)).toEqual(['type', 'eventId', 'seq', 'prev', 'at', 'actor', 'version']);
      expect([name, serverMessages[name as keyof typeof serverMessages].safeParse(data).error]).toEqual([
        name,
        undefined,
      ]);
    }
    const client = named('client').filter(({ name }) => name !== 'auth');
    expect(client.map(({ name }) => name)).toEqual(Object.keys(clientMessages));
    for (const { name, payload } of client) {
      const { type: _type, id: _id, ...body } = payload as Record<string, unknown>;
      expect([name, clientMessages[name as keyof typeof clientMessages].safeParse(body).error]).toEqual([
        name,
        undefined,
      ]);
    }
  });
});

describe('the pages of the sockets', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  it.each(['/docs/realtime', '/docs/realtime/live'])('%s loads from this server alone', async (path) => {
    const page = await app.request('GET', `/${path}`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self';/);
    expect(page.text).not.toMatch(/<script>|style=|https?:\/\/(?!localhost)/);
    const loaded = [...page.text.matchAll(/(?:src|rel="stylesheet" href)="([^"]+)"/g)];
    expect(loaded.length).toBeGreaterThan(0);
    for (const [, source] of loaded)
      expect([source, (await app.request('GET', `/${source}`)).status]).toEqual([source, 200]);
  });

  it('give the document as JSON and YAML', async () => {
    const json = await app.request('GET', '//docs/realtime.json');
    expect(json.body).toMatchObject({ asyncapi: '3.0.0', info: { title: 'Almanac live updates' } });
    const yaml = await app.request('GET', '//docs/realtime.yaml');
    expect(yaml.text).toMatch(/^asyncapi: 3\.0\.0/);
  });
});
