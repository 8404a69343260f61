import { chromium, type Browser, type Page } from 'playwright-core';
import { createTestApp, findChromium, type TestApp } from '@almanac/testing';
import { invited, makeTeam } from './support';

const NAME = `<img src=x onerror=alert(1)> \u202eClub ${'W'.repeat(60)}`;

describe('the page of an invitation', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  let token: string;

  beforeAll(async () => {
    app = await createTestApp({ worker: true });
    token = await invited(await makeTeam(app, NAME), 'guest@example.com');
    const { command, env } = await findChromium();
    browser = await chromium.launch({ executablePath: command, env, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const said = (text: string | RegExp) =>
    page.locator('#say').filter({ hasText: text }).waitFor({ timeout: 5000 });
  const visit = () => page.goto(`${app.url}/invitation?token=${token}`);

  it('says what it is about, whatever the name', async () => {
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await visit();
    await said('You are invited into the team “<img src=x onerror=alert(1)> Club');
    expect(page.url()).not.toContain(token);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(dialogs).toBe(0);
  });

  it('declines at the press of its button, and not before', async () => {
    expect((await app.request('GET', `/invitations/${token}`)).status).toBe(200);
    await visit();
    await page.click('#go');
    await said('You have declined.');
    expect((await app.request('GET', `/invitations/${token}`)).status).toBe(400);
    await visit();
    await said('This link is wrong, was used before or has expired.');
    expect(await page.locator('#go').count()).toBe(0);
  });

  it('is served to who takes nothing but HTML', async () => {
    const answer = await app.request('GET', '//invitation', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
  });
});
