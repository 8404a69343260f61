import { createHash, randomBytes } from 'node:crypto';
import { startServer, type LocalServer } from './local-server';

/** A person as GitHub's API shows them. */
export interface GithubPerson {
  id: number;
  login: string;
  name: string | null;
  /** In the public profile; it says nothing about verification. */
  email?: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility?: string | null }[];
}

export const GITHUB_CLIENT = { id: 'Iv1.0123456789abcdef', secret: 'github-secret-of-enough-length' };

/**
 * GitHub by its published contract ("Authorizing OAuth apps", "REST API endpoints for users" and "… for emails"): codes are
 * good once, a wrong one is answered 200 with `error`, answers are forms unless JSON is asked for, and the API
 * refuses callers without a User-Agent.
 */
export interface FakeGithub extends LocalServer {
  /** The person who says yes from now on. */
  person: GithubPerson;
}

export async function startFakeGithub(): Promise<FakeGithub> {
  const codes = new Map<
    string,
    { person: GithubPerson; challenge: string | null; redirectUri: string | null }
  >();
  const tokens = new Map<string, GithubPerson>();
  const github: { person: GithubPerson } = { person: { id: 1, login: 'octocat', name: null, emails: [] } };
  const server = await startServer((request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://github.test');
    const json = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/login/oauth/authorize') {
      const code = randomBytes(10).toString('hex');
      const redirectUri = url.searchParams.get('redirect_uri');
      codes.set(code, {
        person: github.person,
        challenge: url.searchParams.get('code_challenge'),
        redirectUri,
      });
      const back = new URL(redirectUri ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    if (url.pathname === '/login/oauth/access_token') {
      const form = new URLSearchParams(body);
      const held = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const verifier = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const right =
        held !== undefined &&
        form.get('client_id') === GITHUB_CLIENT.id &&
        form.get('client_secret') === GITHUB_CLIENT.secret &&
        form.get('redirect_uri') === held.redirectUri &&
        (held.challenge === null || held.challenge === verifier);
      const token = `gho_${randomBytes(18).toString('hex')}`;
      if (right) tokens.set(token, held.person);
      const answer: Record<string, string> = right
        ? { access_token: token, scope: 'read:user,user:email', token_type: 'bearer' }
        : { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' };
      if ((request.headers.accept ?? '').includes('json')) return json(200, answer);
      response.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });
      response.end(new URLSearchParams(answer).toString());
      return;
    }
    if (!request.headers['user-agent'])
      return json(403, { message: 'Request forbidden by administrative rules.' });
    const person = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (!person) return json(401, { message: 'Bad credentials' });
    const { emails, ...user } = person;
    if (url.pathname === '/api/user')
      return json(200, { avatar_url: 'https://avatars.test/u/1', email: null, ...user });
    if (url.pathname === '/api/user/emails') return json(200, emails);
    json(404, { message: 'Not Found' });
  });
  return Object.assign(github, server);
}
