import { DateTimeField, Email, Flag, IdField, NestedList, OneOf, Text, WebAddress } from '@almanac/platform';
import { providerNames } from '../../domain/oauth/outside-identity';

const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
/** RFC 7636: S256 in base64url, and what it is made of. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const MAX_CODE = 512;
const EXAMPLE_CODE = '01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190';
const MAX_ID_TOKEN = 16_384;

const REDIRECT =
  'Where to come back to, exactly as on the server’s allow-list (`OAUTH_REDIRECT_URIS`); its first entry when left out.';
const STATE = 'Comes back with the code: compare it, to know that the flow is yours.';
const CODE_CHALLENGE =
  'S256 of a random verifier of yours (RFC 7636); the code is then good only together with `code_verifier`. Recommended.';

/** What a provider is called. */
export class ProviderDto {
  @OneOf(providerNames, { example: 'google' })
  name!: string;

  @Text({ max: 50, example: 'Google', description: 'For people.' })
  label!: string;

  @Text({ max: 200, example: '/api/v1/auth/google', description: 'Where to send a browser to sign in.' })
  path!: string;
}

export class ProvidersDto {
  @NestedList(() => ProviderDto, { maxItems: 10 })
  providers!: ProviderDto[];
}

export class BeginFlowDto {
  @Text({ min: 1, max: 2048, optional: true, description: REDIRECT })
  redirect_uri?: string;

  @Text({ max: 1024, optional: true, description: STATE })
  state?: string;

  @Text({ max: 43, pattern: CHALLENGE, optional: true, description: CODE_CHALLENGE })
  code_challenge?: string;

  @OneOf(['S256'], { optional: true, default: 'S256' })
  code_challenge_method?: string;
}

export class AuthorizationUrlDto {
  @WebAddress({
    max: 8192,
    example: 'https://accounts.google.com/o/oauth2/v2/auth?response_type=code&state=x',
    description: 'Send the person there, in the same browser; good for ten minutes, once.',
  })
  authorizationUrl!: string;
}

export class RedirectDto {
  @Text({ max: 8192, example: 'https://app.example.com/signed-in?code=x&state=y' })
  redirectUrl!: string;
}

export class ExchangeCodeDto {
  @Text({
    min: 1,
    max: MAX_CODE,
    description: 'The `code` of the redirect: good for 60 seconds, once.',
    example: EXAMPLE_CODE,
  })
  code!: string;

  @Text({
    max: 128,
    pattern: VERIFIER,
    optional: true,
    description: 'Needed where, and only where, the flow began with a `code_challenge`.',
  })
  code_verifier?: string;

  @Text({
    max: MAX_CODE,
    optional: true,
    description: 'From an earlier sign-in on this device, where the cookie is not kept.',
  })
  deviceToken?: string;
}

export class GoogleSignInDto {
  @Text({
    min: 1,
    max: MAX_ID_TOKEN,
    description: 'The ID token (`credential`) that Google’s own button or library gave to your client.',
    example: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  })
  googleToken!: string;

  @Text({
    max: MAX_CODE,
    optional: true,
    description: 'From an earlier sign-in on this device, where the cookie is not kept.',
  })
  deviceToken?: string;
}

/** One of three steps: begin with `provider`, or end with `code`, or link at once with `googleToken`. */
export class LinkIdentityDto {
  @OneOf(providerNames, { optional: true, description: 'Begins a flow at this provider.', example: 'google' })
  provider?: string;

  @Text({ min: 1, max: 2048, optional: true, description: `With \`provider\`. ${REDIRECT}` })
  redirect_uri?: string;

  @Text({ max: 1024, optional: true, description: `With \`provider\`. ${STATE}` })
  state?: string;

  @Text({ max: 43, pattern: CHALLENGE, optional: true, description: `With \`provider\`. ${CODE_CHALLENGE}` })
  code_challenge?: string;

  @OneOf(['S256'], { optional: true, default: 'S256' })
  code_challenge_method?: string;

  @Text({
    min: 1,
    max: MAX_CODE,
    optional: true,
    description: 'The `code` of the redirect that ended the flow.',
  })
  code?: string;

  @Text({ max: 128, pattern: VERIFIER, optional: true, description: 'With `code`, as in the exchange.' })
  code_verifier?: string;

  @Text({
    min: 1,
    max: MAX_ID_TOKEN,
    optional: true,
    description: 'An ID token of Google, as in `POST /auth/google`.',
  })
  googleToken?: string;
}

export class LinkedAccountDto {
  @IdField({ example: ID })
  id!: string;

  @OneOf(providerNames, { example: 'google' })
  provider!: string;

  @Email({ nullable: true, example: 'ada@example.com', description: 'As the provider last said.' })
  email!: string | null;

  @Flag({ example: true, description: 'The provider says that the address is verified.' })
  emailVerified!: boolean;

  @Text({ max: 100, nullable: true, example: 'Ada Lovelace' })
  displayName!: string | null;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  linkedAt!: string;

  @DateTimeField({ nullable: true, example: '2026-01-25T15:30:00.000Z' })
  lastUsedAt!: string | null;
}
