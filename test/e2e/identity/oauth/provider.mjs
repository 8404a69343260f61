// Two real OpenID providers on loopback, as a program of their own: oidc-provider is ESM, which Jest does not load.
// Who signs in is said by `login_hint`, as base64url JSON of their claims; `deny` says no.
// Prints one line of JSON when it is ready: `{ google: { issuer }, microsoft: { issuer }, key }`.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [publicUrl] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'first', alg: 'RS256', use: 'sig' };

/** What was last said of a person, by their subject. */
const people = new Map();

function remember(hint) {
  const claims = JSON.parse(Buffer.from(hint, 'base64url').toString());
  people.set(claims.sub, claims);
  return claims.sub;
}

/** @param idTokenOnly whether the address stands in the ID token, as with Google, or in the user info */
async function start(name, claimsInIdToken) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: `${name}-client`,
        client_secret: `${name}-secret-of-enough-length`,
        redirect_uris: [`${publicUrl}/api/v1/auth/oauth/${name}/callback`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['a key of the provider under test'] },
    claims: { email: ['email', 'email_verified', 'xms_edov'], profile: ['name', 'picture'] },
    conformIdTokenClaims: !claimsInIdToken,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => people.get(accountId) }),
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    return interact(provider, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  return { issuer };
}

async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const result =
    params.login_hint === 'deny'
      ? { error: 'access_denied', error_description: 'no' }
      : { login: { accountId: remember(params.login_hint) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const [google, microsoft] = await Promise.all([start('google', true), start('microsoft', false)]);
process.stdout.write(`${JSON.stringify({ google, microsoft, key })}\n`);
// With its parent, whatever became of that.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
