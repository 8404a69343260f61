import type { TestAnswer, TestApp } from '@almanac/testing';

/** Claims of a person at an OpenID provider. */
export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  picture?: string;
  xms_edov?: boolean | number | string;
}

/** A browser: keeps the cookies of every origin that it visits. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  constructor(private readonly app: Pick<TestApp, 'url' | 'request'>) {}

  /** A request to the API by a page of the same site. */
  async call(
    method: string,
    path: string,
    more: { body?: unknown; token?: string } = {},
  ): Promise<TestAnswer> {
    const cookie = this.cookies(this.app.url);
    const answer = await this.app.request(method, path, {
      ...more,
      ...(cookie ? { headers: { cookie } } : {}),
    });
    this.keep(this.app.url, answer.headers);
    return answer;
  }

  /**
   * Goes to the provider, signs in there as the person, and follows its redirects.
   * @returns path and query of the callback, not yet visited
   */
  async signInAt(authorizationUrl: string, person: Person | 'deny' | undefined): Promise<string> {
    const first = new URL(authorizationUrl);
    if (person !== undefined) {
      const hint = person === 'deny' ? person : Buffer.from(JSON.stringify(person)).toString('base64url');
      first.searchParams.set('login_hint', hint);
    }
    let url = first.href;
    for (let step = 0; step < 10; step += 1) {
      const response = await fetch(url, { redirect: 'manual', headers: { cookie: this.cookies(url) } });
      this.keep(url, response.headers);
      const location = response.headers.get('location');
      if (location === null) throw new Error(`The provider gave no redirect: ${await response.text()}`);
      url = new URL(location, url).href;
      const { pathname, search } = new URL(url);
      if (pathname.endsWith('/callback')) return `${pathname.replace('/api/v1', '')}${search}`;
    }
    throw new Error('The provider redirects for ever');
  }

  /** Other cookies than it has. */
  forget(): void {
    this.jars.clear();
  }

  private cookies(url: string): string {
    const jar = this.jars.get(new URL(url).origin) ?? new Map<string, string>();
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(url: string, headers: Headers): void {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    this.jars.set(origin, jar);
  }
}
