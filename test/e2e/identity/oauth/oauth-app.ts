import { createTestApp, type ConfigOverrides, type TestAnswer, type TestApp } from '@almanac/testing';
import { Browser, type Person } from './browser';
import { GITHUB_CLIENT, startFakeGithub, type FakeGithub } from './fake-github';
import { startOpenIdProviders, type OpenIdProviders } from './open-id-provider';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint';

export const CLIENT = 'https://app.example.com/signed-in';
export const APP_CLIENT = 'com.example.app:/signed-in?keep=1';
const PUBLIC_URL = 'http://localhost:3000';
export type Provider = 'google' | 'github' | 'microsoft';

/** The application with all three providers switched on, and the providers. */
export interface OAuthApp {
  app: TestApp;
  openId: OpenIdProviders;
  github: FakeGithub;
  /** Before Google's real token endpoint. */
  tokenEndpoint: TokenEndpoint;
  /** All of a flow up to the client: where the browser ended. */
  come(provider: Provider, person?: Person | 'deny', options?: ComeOptions): Promise<URL>;
  /** The same, and the exchange of the code. */
  signIn(provider: Provider, person?: Person, options?: ComeOptions): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface ComeOptions {
  browser?: Browser;
  query?: Record<string, string>;
}

export async function startOAuthApp(config: ConfigOverrides = {}): Promise<OAuthApp> {
  const [openId, github] = await Promise.all([startOpenIdProviders(PUBLIC_URL), startFakeGithub()]);
  const { google, microsoft } = openId;
  const tokenEndpoint = await startTokenEndpoint(`${google.issuer}/token`);
  const stop = () => Promise.all([openId.stop(), github.close(), tokenEndpoint.close()]);
  const app = await createTestApp({
    worker: true,
    config: {
      PUBLIC_URL,
      OAUTH_REDIRECT_URIS: `${CLIENT}, ${APP_CLIENT}`,
      OAUTH_TIMEOUT_MS: '1500',
      GOOGLE_CLIENT_ID: 'google-client',
      GOOGLE_CLIENT_SECRET: 'google-secret-of-enough-length',
      GOOGLE_APP_CLIENT_IDS: 'google-app-client',
      GOOGLE_AUTHORIZATION_URL: `${google.issuer}/auth`,
      GOOGLE_TOKEN_URL: `${tokenEndpoint.url}/token`,
      GOOGLE_USERINFO_URL: `${google.issuer}/me`,
      GOOGLE_JWKS_URL: `${google.issuer}/jwks`,
      GOOGLE_ISSUER: google.issuer,
      MICROSOFT_CLIENT_ID: 'microsoft-client',
      MICROSOFT_CLIENT_SECRET: 'microsoft-secret-of-enough-length',
      MICROSOFT_AUTHORIZATION_URL: `${microsoft.issuer}/auth`,
      MICROSOFT_TOKEN_URL: `${microsoft.issuer}/token`,
      MICROSOFT_USERINFO_URL: `${microsoft.issuer}/me`,
      MICROSOFT_JWKS_URL: `${microsoft.issuer}/jwks`,
      MICROSOFT_ISSUER: microsoft.issuer,
      GITHUB_CLIENT_ID: GITHUB_CLIENT.id,
      GITHUB_CLIENT_SECRET: GITHUB_CLIENT.secret,
      GITHUB_AUTHORIZATION_URL: `${github.url}/login/oauth/authorize`,
      GITHUB_TOKEN_URL: `${github.url}/login/oauth/access_token`,
      GITHUB_API_URL: `${github.url}/api`,
      ...config,
    },
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const come: OAuthApp['come'] = async (provider, person, options = {}) => {
    const browser = options.browser ?? new Browser(app);
    const query = new URLSearchParams(options.query).toString();
    const begun = await browser.call('GET', `/auth/oauth/${provider}${query === '' ? '' : `?${query}`}`);
    if (begun.status !== 200) throw new Error(`The flow did not begin: ${begun.text}`);
    const callback = await browser.signInAt(begun.body.data.authorizationUrl, person);
    const answer = await browser.call('GET', callback);
    if (answer.status !== 302) throw new Error(`The callback answered ${answer.status} ${answer.text}`);
    return new URL(answer.headers.get('location') ?? '');
  };
  return {
    app,
    openId,
    github,
    tokenEndpoint,
    come,
    signIn: async (provider, person, options) => {
      const ended = await come(provider, person, options);
      return app.request('POST', '/auth/oauth/exchange', {
        body: { code: ended.searchParams.get('code') ?? '' },
      });
    },
    close: async () => {
      await app.close();
      await stop();
    },
  };
}

let last = 0;

/** Somebody whom nobody has seen before, with a verified address. */
export function somebody(more: Partial<Person> = {}): Person {
  last += 1;
  const sub = `person-${process.pid}-${last}`;
  return { sub, email: `${sub}@example.org`, email_verified: true, name: 'Ada Lovelace', ...more };
}
