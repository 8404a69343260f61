import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importJWK, SignJWT, type JWK } from 'jose';
import { createTestOutgoing, type TestOutgoing } from '@almanac/testing';
import { RequestContext } from '@almanac/platform';
import { ProviderFailure } from '../../application/ports/oauth/oauth-provider';
import { IdTokens } from './id-tokens';
import { OutsideCalls } from './outside-calls';

const ISSUER = 'https://provider.example';
const ctx = RequestContext.system();

function newKey(kid: string): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid, alg: 'ES256', use: 'sig' };
}

function publicPart({ d: _secret, ...key }: JWK): JWK {
  return key;
}

describe('the keys of a provider', () => {
  let server: Server;
  let jwksUrl: string;
  let served: JWK[] = [];
  let asked = 0;
  let comesOf: string | string[] | undefined;
  let status = 200;
  let outgoing: TestOutgoing;

  beforeAll(async () => {
    outgoing = await createTestOutgoing();
    server = createServer((request, response) => {
      asked += 1;
      comesOf = request.headers['x-request-id'];
      if (status >= 300 && status < 400) response.setHeader('location', '/elsewhere');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: served.map(publicPart) }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  });
  beforeEach(() => {
    asked = 0;
    status = 200;
  });
  afterAll(async () => {
    await outgoing.close();
    await new Promise((done) => server.close(done));
  });

  const tokens = (keysCooldownMs?: number) =>
    new IdTokens(
      {
        jwksUrl,
        audiences: ['client'],
        issuerIsRight: ({ iss }) => iss === ISSUER,
        ...(keysCooldownMs === undefined ? {} : { keysCooldownMs }),
      },
      new OutsideCalls(outgoing.client, 'provider', 2000),
    );
  const sign = async (key: JWK) =>
    new SignJWT({ sub: 'somebody' })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '' })
      .setIssuer(ISSUER)
      .setAudience('client')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(await importJWK(key, 'ES256'));
  const failure = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ProviderFailure ? error.reason : error;
  };

  it('are asked for once for many tokens', async () => {
    const key = newKey('one');
    served = [key];
    const verifier = tokens();
    const token = await sign(key);
    await Promise.all(Array.from({ length: 10 }, () => verifier.verify(ctx, token, undefined)));
    expect(asked).toBe(1);
    expect(comesOf).toBe(ctx.requestId);
  });

  it('are asked for again when the provider has changed them', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    served = [old];
    const verifier = tokens(0);
    await verifier.verify(ctx, await sign(old), undefined);
    served = [fresh];
    await expect(verifier.verify(ctx, await sign(fresh), undefined)).resolves.toMatchObject({
      sub: 'somebody',
    });
    expect(await failure(verifier.verify(ctx, await sign(old), undefined))).toBe('invalid');
  });

  it('are not asked for at every forged token', async () => {
    const key = newKey('one');
    served = [key];
    const verifier = tokens();
    await verifier.verify(ctx, await sign(key), undefined);
    for (let index = 0; index < 5; index += 1)
      expect(await failure(verifier.verify(ctx, await sign(newKey(`forged-${index}`)), undefined))).toBe(
        'invalid',
      );
    expect(asked).toBe(1);
  });

  it.each([302, 404, 500])(
    'cannot be had by an answer of status %s, and no redirect is followed',
    async (answer) => {
      status = answer;
      expect(await failure(tokens().verify(ctx, await sign(newKey('one')), undefined))).toBe('unavailable');
      expect(asked).toBe(1);
    },
  );

  it('cannot be had where nobody answers', async () => {
    const away = new IdTokens(
      { jwksUrl: 'http://127.0.0.1:9/jwks', audiences: ['client'], issuerIsRight: () => true },
      new OutsideCalls(outgoing.client, 'provider', 500),
    );
    expect(await failure(away.verify(ctx, await sign(newKey('one')), undefined))).toBe('unavailable');
  });
});
