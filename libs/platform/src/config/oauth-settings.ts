import { integer, list, optionalText, text, url } from './setting';

const group = 'Sign-in by providers';
const address = (text: string, fallback: string) =>
  url(['https', 'http'], { group, text, default: fallback });
const clientId = (name: string) =>
  optionalText({ group, text: `Client id at ${name}; with the secret it switches ${name} on.` });
const clientSecret = (name: string) =>
  optionalText({ group, text: `Client secret at ${name}.`, secret: true });

/** Sign-in by outside providers. Every address is a setting, so that another provider can stand in. */
export const oauthSettings = {
  OAUTH_REDIRECT_URIS: list({
    group,
    text: 'Addresses of clients that sign-ins by providers may end at, compared character by character, as a comma list; the first is the default.',
    default: [],
  }),
  OAUTH_STATE_SECONDS: integer({
    group,
    text: 'How long a person may take at the provider.',
    default: 600,
    min: 1,
    max: 3600,
  }),
  OAUTH_CODE_SECONDS: integer({
    group,
    text: 'Life of the one-time code that a client exchanges for tokens.',
    default: 60,
    min: 1,
    max: 600,
  }),
  OAUTH_TIMEOUT_MS: integer({
    group,
    text: 'How long one call to a provider may take.',
    default: 5000,
    min: 100,
    max: 60_000,
  }),
  GOOGLE_CLIENT_ID: clientId('Google'),
  GOOGLE_CLIENT_SECRET: clientSecret('Google'),
  GOOGLE_APP_CLIENT_IDS: list({
    group,
    text: 'Further client ids whose Google ID tokens are taken, such as those of phone apps, as a comma list.',
    default: [],
  }),
  GOOGLE_AUTHORIZATION_URL: address(
    'Where people are sent to.',
    'https://accounts.google.com/o/oauth2/v2/auth',
  ),
  GOOGLE_TOKEN_URL: address('Where codes are exchanged.', 'https://oauth2.googleapis.com/token'),
  GOOGLE_USERINFO_URL: address(
    'Asked where the ID token has no e-mail address.',
    'https://openidconnect.googleapis.com/v1/userinfo',
  ),
  GOOGLE_JWKS_URL: address('Keys that sign ID tokens.', 'https://www.googleapis.com/oauth2/v3/certs'),
  GOOGLE_ISSUER: text({ group, text: '`iss` of ID tokens.', default: 'https://accounts.google.com' }),
  GITHUB_CLIENT_ID: clientId('GitHub'),
  GITHUB_CLIENT_SECRET: clientSecret('GitHub'),
  GITHUB_AUTHORIZATION_URL: address('Where people are sent to.', 'https://github.com/login/oauth/authorize'),
  GITHUB_TOKEN_URL: address('Where codes are exchanged.', 'https://github.com/login/oauth/access_token'),
  GITHUB_API_URL: address('Base of `/user` and `/user/emails`.', 'https://api.github.com'),
  MICROSOFT_CLIENT_ID: clientId('Microsoft'),
  MICROSOFT_CLIENT_SECRET: clientSecret('Microsoft'),
  MICROSOFT_AUTHORIZATION_URL: address(
    'Where people are sent to; `common` stands for every tenant.',
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  ),
  MICROSOFT_TOKEN_URL: address(
    'Where codes are exchanged.',
    'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  ),
  MICROSOFT_USERINFO_URL: address(
    'Asked where the ID token has no e-mail address.',
    'https://graph.microsoft.com/oidc/userinfo',
  ),
  MICROSOFT_JWKS_URL: address(
    'Keys that sign ID tokens.',
    'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  ),
  MICROSOFT_ISSUER: text({
    group,
    text: '`iss` of ID tokens; `{tenantid}` stands for the tenant that the token names.',
    default: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  }),
} as const;
