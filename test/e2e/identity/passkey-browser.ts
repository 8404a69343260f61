import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { findChromium } from '@almanac/testing';

type Json = Record<string, unknown>;

/** A browser with one page and an authenticator that is not there, as DevTools can make them. */
export interface PasskeyBrowser {
  /** Where the page stands; passkeys are bound to its host. */
  origin: string;
  /** Another origin of the same host. */
  otherOrigin: string;
  create(options: Json): Promise<Json>;
  get(options: Json): Promise<Json>;
  goTo(origin: string): Promise<void>;
  /** What the authenticator says when it is asked to verify its user. */
  setUserVerified(verified: boolean): Promise<void>;
  /** Takes all passkeys away from the authenticator. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface TwoPages {
  origins: [string, string];
  close(): void;
}

/** The same empty page at two ports. WebAuthn knows no addresses of numbers, so the host is `localhost`. */
export async function servePages(): Promise<TwoPages> {
  const servers: Server[] = [];
  const serve = async (): Promise<string> => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Passkeys</title>');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  };
  const origins: [string, string] = [await serve(), await serve()];
  const close = () => {
    for (const server of servers) server.close();
  };
  return { origins, close };
}

export async function openPasskeyBrowser({ origins }: TwoPages): Promise<PasskeyBrowser> {
  const [origin, otherOrigin] = origins;
  const { command, env } = await findChromium();
  // Chromium's sandbox runs neither as root nor from where a normal user has unpacked it.
  const browser = await chromium.launch({ executablePath: command, env, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(origin);
  const devtools = await page.context().newCDPSession(page);
  const authenticatorId = await addAuthenticator(devtools);
  return {
    origin,
    otherOrigin,
    create: (options) => createIn(page, options),
    get: (options) => getIn(page, options),
    goTo: async (address) => void (await page.goto(address)),
    setUserVerified: async (isUserVerified) =>
      void (await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })),
    forget: async () => void (await devtools.send('WebAuthn.clearCredentials', { authenticatorId })),
    close: () => close(browser),
  };
}

async function addAuthenticator(devtools: CDPSession): Promise<string> {
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

/** As a front-end does it. The code runs in the page, which knows the types of the DOM; the tests do not. */
function createIn(page: Page, options: Json): Promise<Json> {
  return inPage(page, 'create', 'parseCreationOptionsFromJSON', options);
}

function getIn(page: Page, options: Json): Promise<Json> {
  return inPage(page, 'get', 'parseRequestOptionsFromJSON', options);
}

async function inPage(page: Page, call: string, parse: string, options: Json): Promise<Json> {
  const code = `navigator.credentials.${call}({
    publicKey: PublicKeyCredential.${parse}(${JSON.stringify(options)}),
  }).then((credential) => credential.toJSON())`;
  return page.evaluate<Json>(code);
}

async function close(browser: Browser): Promise<void> {
  await browser.close();
}
