/** The providers that people may sign in by, each where its settings are set. */
export const providerNames = ['google', 'github', 'microsoft'] as const;
export type ProviderName = (typeof providerNames)[number];

export function isProviderName(text: string): text is ProviderName {
  return providerNames.some((name) => name === text);
}

/** Somebody as an outside provider knows them. The same subject of two issuers is two people. */
export interface OutsideIdentity {
  provider: ProviderName;
  issuer: string;
  subject: string;
  email: string | null;
  /** The provider says that it has checked the address; what it does not say is not so. */
  emailVerified: boolean;
  displayName: string | null;
  photoUrl: string | null;
}

/** What a provider says of a person, before any of it is believed. */
export interface ProviderClaims {
  email: unknown;
  emailVerified: boolean;
  name: unknown;
  picture: unknown;
}

/** RFC 5321 section 4.5.3.1.3. */
const MAX_EMAIL = 254;
const MAX_NAME = 100;
const MAX_PHOTO_URL = 2048;
/** Longer than OpenID Connect allows (255 ASCII characters). */
const MAX_SUBJECT = 255;

/** A subject that can be kept, or undefined. */
export function subjectOf(value: unknown): string | undefined {
  const usable =
    typeof value === 'string' && value !== '' && value.length <= MAX_SUBJECT && !hasControls(value);
  return usable ? value : undefined;
}

/** What may be kept of a provider's claims: texts of foreign hands, bounded and without control characters. */
export function profileOf(
  claims: ProviderClaims,
): Pick<OutsideIdentity, 'email' | 'emailVerified' | 'displayName' | 'photoUrl'> {
  const email = emailOf(claims.email);
  return {
    email,
    emailVerified: email !== null && claims.emailVerified,
    displayName: nameOf(claims.name),
    photoUrl: photoOf(claims.picture),
  };
}

function emailOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const email = value.trim();
  const usable = email.length <= MAX_EMAIL && /^[^\s@"<>(),;:\\[\]]+@[^\s@"<>(),;:\\[\]]+$/.test(email);
  return usable && !hasControls(email) ? email : null;
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const clean = value
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return clean === '' ? null : [...clean].slice(0, MAX_NAME).join('').trim();
}

function photoOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_PHOTO_URL || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' ? url.href.slice(0, MAX_PHOTO_URL) : null;
}

function hasControls(text: string): boolean {
  return !text.isWellFormed() || /\p{Cc}/u.test(text);
}
