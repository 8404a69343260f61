import { Parser } from '@asyncapi/parser';
import { clientMessages, serverMessages } from '@almanac/contracts';
import { asyncApiDocument } from '@almanac/platform';
import { createTestApp, findChromium, type TestApp } from '@almanac/testing';
import { chromium } from 'playwright-core';

const document = asyncApiDocument('https://almanac.example.com', '1.0.0');
/** Errors and warnings of Spectral. */
const SERIOUS = new Set<number>([0, 1]);
const named = (kind: string): { name: string; payload: unknown; summary: string }[] =>
  Object.entries(document.components.messages)
    .filter(([key]) => key.startsWith(`${kind}.`))
    .map(([, { name, examples, summary }]) => ({ name, payload: examples[0]?.payload, summary }));

describe('the AsyncAPI document', () => {
  it('is valid AsyncAPI 3, examples and all', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.filter(({ severity }) => SERIOUS.has(severity))).toEqual([]);
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

describe('what the document says of answers', () => {
  it('has the id that each of them may bring back, and the names with a dash, with flat bodies', () => {
    const ofKind = (kind: string) =>
      Object.entries(document.components.messages).filter(([key]) => key.startsWith(`${kind}.`));
    for (const [key, { payload }] of [...ofKind('answer'), ...ofKind('client')])
      expect([key, Object.keys(payload.properties ?? {}).includes('id')]).toEqual([key, true]);
    expect(ofKind('flat').map(([, { name, payload }]) => [name, payload.properties?.['type']])).toEqual([
      ['activity-created', undefined],
      ['activity-updated', undefined],
      ['collaborator-joined', undefined],
      ['collaborator-left', undefined],
      ['cursor-position', undefined],
    ]);
    expect(Object.keys(document.channels['socketIo']?.messages ?? {})).toHaveLength(5);
  });
});

describe('the pages of the sockets', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp({ worker: true });
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

  it('let one paste a token and see messages arrive', async () => {
    const user = await app.user();
    const made = await app.request('POST', '/planners', { token: user.token, body: { title: 'Garden' } });
    const plannerId = String(made.body.data.id);
    const { command, env } = await findChromium();
    const browser = await chromium.launch({ executablePath: command, env, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('console', (said) => void (said.type() === 'error' && problems.push(said.text())));
      page.on('pageerror', (error) => problems.push(String(error)));
      await page.goto(`${app.url}/docs/realtime/live`);
      await page.fill('#token', user.token);
      await page.fill('#planner', plannerId);
      await page.click('#connect');
      await page.waitForSelector('#state.open');
      await page.locator('#log li', { hasText: 'presence' }).first().waitFor();
      await app.request('PATCH', `/planners/${plannerId}`, { token: user.token, body: { title: 'Orchard' } });
      await page.locator('#log li', { hasText: 'Orchard' }).first().waitFor();
      await page.click('#send');
      await page.locator('#log li', { hasText: '→ typing' }).first().waitFor();
      expect(await page.textContent('#log')).not.toContain(user.token);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
