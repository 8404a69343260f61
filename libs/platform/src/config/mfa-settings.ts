import { flag, integer, list, optionalText, secret, secrets } from './setting';

/** Settings of second factors and passkeys. */
export const mfaSettings = {
  ENCRYPTION_KEY: secret({
    group: 'Secrets',
    text: 'Encrypts the secrets of second factors in the database; whoever loses it loses those.',
  }),
  ENCRYPTION_PREVIOUS_KEYS: secrets({
    group: 'Secrets',
    text: 'Comma list of former encryption keys that still decrypt, for rotation.',
  }),
  MFA_ACCEPT_PREVIOUS_STEP: flag({
    group: 'Sign-in',
    text: 'Take the code of the 30 seconds before, too (RFC 6238 section 5.2). A code works once either way.',
    default: true,
  }),
  MFA_TOKEN_SECONDS: integer({
    group: 'Sign-in',
    text: 'How long a sign-in waits for its second factor.',
    default: 300,
    min: 1,
    max: 3600,
  }),
  MFA_TRUSTED_DEVICE_DAYS: integer({
    group: 'Sign-in',
    text: 'How long a trusted device needs no second factor.',
    default: 30,
    min: 1,
    max: 365,
  }),
  WEBAUTHN_RP_ID: optionalText({
    group: 'Sign-in',
    text: 'Domain that passkeys are bound to; the host of PUBLIC_URL where nothing is set. A change ends all passkeys.',
  }),
  WEBAUTHN_ORIGINS: list({
    group: 'Sign-in',
    text: 'Origins that passkeys may be used on, as a comma list; that of PUBLIC_URL and ALLOWED_ORIGINS where nothing is set.',
    default: [],
  }),
} as const;
