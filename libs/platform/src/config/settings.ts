import { billingSettings } from './billing-settings';
import { channelSettings } from './channel-settings';
import { jobSettings } from './job-settings';
import { limitSettings } from './limit-settings';
import { mfaSettings } from './mfa-settings';
import { oauthSettings } from './oauth-settings';
import { outgoingSettings } from './outgoing-settings';
import { storageSettings } from './storage-settings';
import { choice, flag, integer, list, optionalText, secret, secrets, text, url } from './setting';

/**
 * Every setting of the system. This schema is the one source of the configuration's type, of its checks,
 * of `.env.example` and of the table in `docs/configuration.md`.
 */
export const settings = {
  NODE_ENV: choice(['development', 'test', 'production'], {
    group: 'Process',
    text: 'Production is strict: secrets must be set, stack traces stay out of logs for people.',
    default: 'development',
  }),
  HOST: text({ group: 'HTTP', text: 'Address that the API listens on.', default: '0.0.0.0' }),
  PORT: integer({ group: 'HTTP', text: 'Port of the API.', default: 3000, min: 0, max: 65535 }),
  WORKER_PORT: integer({
    group: 'Operations',
    text: 'Port on which a worker answers /health/live, /health/ready, /health/detailed and /metrics, at the address in HOST; 0: it has none. Several workers on one machine each need their own.',
    default: 0,
    min: 0,
    max: 65_535,
  }),
  PUBLIC_URL: url(['http', 'https'], {
    group: 'HTTP',
    text: 'Address at which people reach the API; links in mails that confirm, invite or unsubscribe begin with it.',
    devDefault: 'http://localhost:3000',
  }),
  ALLOWED_ORIGINS: list({
    group: 'HTTP',
    text: 'Origins that browsers may call from (CORS), as a comma list.',
    default: [],
  }),
  TRUST_PROXY: text({
    group: 'HTTP',
    text: 'Whose X-Forwarded-For counts: false, true, a number of hops, or a comma list of addresses or CIDR ranges.',
    default: 'false',
  }),
  TRUSTED_COUNTRY_HEADER: optionalText({
    group: 'HTTP',
    text: 'Header in which your proxy names the country of a caller, such as cf-ipcountry; it counts only behind TRUST_PROXY. There is no database of addresses here: without it, sign-ins from a new country are not noticed.',
  }),
  BODY_LIMIT: integer({
    group: 'HTTP',
    text: 'Largest JSON body in bytes.',
    default: 1024 * 1024,
    min: 1024,
    max: 64 * 1024 * 1024,
  }),
  REQUEST_TIMEOUT_MS: integer({
    group: 'HTTP',
    text: 'A client that has not sent its whole request after this time is dropped.',
    default: 15_000,
    min: 1000,
    max: 300_000,
  }),
  SHUTDOWN_DELAY_MS: integer({
    group: 'Process',
    text: 'How long a stopping API goes on serving after /health/ready has begun to say no, so that load balancers that ask it look elsewhere. Together with SHUTDOWN_TIMEOUT_MS it should stay under the time that your supervisor gives.',
    default: 0,
    min: 0,
    max: 60_000,
  }),
  SHUTDOWN_TIMEOUT_MS: integer({
    group: 'Process',
    text: 'How long a stopping process waits for running requests and jobs.',
    default: 25_000,
    min: 0,
    max: 300_000,
  }),
  DATABASE_URL: url(['postgres', 'postgresql'], {
    group: 'Data',
    text: 'PostgreSQL 15 or newer. `npm start` fills it in when it is not set.',
    secret: true,
  }),
  DATABASE_POOL: integer({
    group: 'Data',
    text: 'Connections to PostgreSQL for each process.',
    default: 12,
    min: 2,
    max: 200,
  }),
  DATABASE_STATEMENT_TIMEOUT_MS: integer({
    group: 'Data',
    text: 'A query that runs longer is cancelled.',
    default: 15_000,
    min: 100,
    max: 600_000,
  }),
  DATABASE_CONNECT_TIMEOUT_MS: integer({
    group: 'Data',
    text: 'How long a request waits for a database connection before it is answered 503.',
    default: 3000,
    min: 100,
    max: 60_000,
  }),
  REDIS_URL: url(['redis', 'rediss'], {
    group: 'Data',
    text: 'Redis 6.2 or newer. `npm start` fills it in when it is not set.',
    secret: true,
  }),
  REDIS_PREFIX: text({ group: 'Data', text: 'Put before every Redis key.', default: 'almanac', max: 40 }),
  DATA_DIR: text({
    group: 'Data',
    text: 'Folder for mails without SMTP, exports and uploads; all processes share it.',
    default: '.data',
  }),
  JWT_SECRET: secret({ group: 'Secrets', text: 'Signs access tokens.' }),
  JWT_PREVIOUS_SECRETS: secrets({
    group: 'Secrets',
    text: 'Comma list of former signing secrets that still verify, for rotation.',
  }),
  TOKEN_SECRET: secret({ group: 'Secrets', text: 'Derives refresh tokens and the tokens in mails.' }),
  ...mfaSettings,
  JWT_ISSUER: text({ group: 'Sign-in', text: 'Claim `iss` of access tokens.', default: 'almanac' }),
  JWT_AUDIENCE: text({ group: 'Sign-in', text: 'Claim `aud` of access tokens.', default: 'almanac-api' }),
  ACCESS_TOKEN_SECONDS: integer({
    group: 'Sign-in',
    text: 'Life of an access token.',
    default: 900,
    min: 30,
    max: 86_400,
  }),
  REFRESH_TOKEN_SECONDS: integer({
    group: 'Sign-in',
    text: 'Life of a refresh token; each use begins it anew.',
    default: 7 * 86_400,
    min: 60,
    max: 365 * 86_400,
  }),
  SESSION_SECONDS: integer({
    group: 'Sign-in',
    text: 'Longest life of a session, however often it is refreshed.',
    default: 30 * 86_400,
    min: 60,
    max: 365 * 86_400,
  }),
  REFRESH_GRACE_SECONDS: integer({
    group: 'Sign-in',
    text: 'How long the immediate predecessor of a refresh token still gives the same successor.',
    default: 10,
    min: 0,
    max: 60,
  }),
  REFRESH_ROTATION: flag({ group: 'Sign-in', text: 'Give a new refresh token at every use.', default: true }),
  AUTH_COOKIE: flag({
    group: 'Sign-in',
    text: 'Also hand the access token out as the HttpOnly cookie `auth_token`, and take it from there; what changes something then needs `X-CSRF-Token`.',
    default: false,
  }),
  COOKIE_SECURE: flag({
    group: 'Sign-in',
    text: 'Whether browsers send cookies by HTTPS alone; most take localhost for as safe, Safari does not. False counts outside of production only.',
    default: true,
  }),
  PROOF_SECONDS: integer({
    group: 'Sign-in',
    text: 'How long after a proof of identity (sign-in, password, code) what is delicate may be done without another.',
    default: 1800,
    min: 30,
    max: 86_400,
  }),
  EMAIL_VERIFICATION: choice(['required', 'optional', 'auto'], {
    group: 'Sign-in',
    text: 'Whether sign-in waits for a verified e-mail; `auto` is required in production, optional elsewhere.',
    default: 'auto',
  }),
  REGISTRATION_CONCEALS: flag({
    group: 'Sign-in',
    text: 'Answer 201 to every registration and mail the owner of a known address, instead of 409.',
    default: false,
  }),
  SUSPICIOUS_ACCOUNTS: integer({
    group: 'Sign-in',
    text: 'Failed sign-ins to so many accounts from one address within an hour are noted as suspicious.',
    default: 10,
    min: 2,
    max: 10_000,
  }),
  PWNED_PASSWORDS_URL: url(['http', 'https'], {
    group: 'Sign-in',
    text: 'Range API of leaked passwords that new ones are looked up in, such as https://api.pwnedpasswords.com/range; only five digits of a hash are sent. Off where it is not set.',
    default: '',
    optional: true,
  }),
  BCRYPT_COST: integer({
    group: 'Sign-in',
    text: 'Work factor of password hashes; each step doubles the time of a sign-in, which at 12 is about 0.2 s. Hashes made at another are renewed when their owners sign in.',
    default: 12,
    min: 10,
    max: 15,
  }),
  BCRYPT_THREADS: integer({
    group: 'Sign-in',
    text: 'Threads that hash passwords, at low priority so that sign-ins do not slow other requests.',
    default: 2,
    min: 1,
    max: 32,
  }),
  ADMIN_EMAIL: optionalText({ group: 'Sign-in', text: 'E-mail of the first admin, made at first start.' }),
  ADMIN_PASSWORD: optionalText({ group: 'Sign-in', text: 'Password of the first admin.', secret: true }),
  ...oauthSettings,
  ...limitSettings,
  ...jobSettings,
  REMINDER_SWEEP_SECONDS: integer({
    group: 'Reminders',
    text: 'How often reminders are read anew from the database, which heals what Redis has lost.',
    default: 60,
    min: 1,
    max: 600,
  }),
  REMINDER_LATE_SECONDS: integer({
    group: 'Reminders',
    text: 'A reminder that was missed by an outage still goes off when it is no later than this; an older one never does.',
    default: 86_400,
    min: 60,
    max: 2_592_000,
  }),
  LIVE_RECOVERY_SECONDS: integer({
    group: 'Live updates',
    text: 'How long a socket of Socket.IO may be away and still be told what it missed.',
    default: 120,
    min: 1,
    max: 3600,
  }),
  LIVE_PRESENCE_SECONDS: integer({
    group: 'Live updates',
    text: 'After how long people are taken for gone whose API process died without a word.',
    default: 30,
    min: 1,
    max: 3600,
  }),
  SMTP_URL: url(['smtp', 'smtps'], {
    group: 'Mail',
    text: 'Server that sends mail. Without it, mails are written as .eml files to the data folder.',
    default: '',
    secret: true,
    optional: true,
  }),
  MAIL_FROM: text({ group: 'Mail', text: 'Sender of mails.', default: 'Almanac <almanac@localhost>' }),
  ...outgoingSettings,
  ...storageSettings,
  ...channelSettings,
  ...billingSettings,
  METRICS_TOKEN: optionalText({
    group: 'Operations',
    text: 'Bearer token for /metrics, also that of workers, and for /health/detailed; without it only loopback may read /metrics.',
    secret: true,
  }),
  LOG_LEVEL: choice(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
    group: 'Operations',
    text: 'Least level that is logged.',
    default: 'info',
  }),
  LOG_PRETTY: flag({ group: 'Operations', text: 'Logs for people in place of JSON.', default: false }),
  SLOW_QUERY_MS: integer({
    group: 'Operations',
    text: 'Queries slower than this are logged with their shape.',
    default: 100,
    min: 1,
    max: 60_000,
  }),
} as const;
