import { Custom, Email, Flag, IdField, Int, Nested, PasswordField, Text, TextList } from '@almanac/platform';
import { mfaMethods } from '../domain/mfa/mfa-method';
import { NewPassword } from './new-password.decorator';
import { UserDto } from './user.dto';

const EMAIL = 'ada@example.com';
const PASSWORD = 'Analytical-Engine-1843';
const ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11';
/** Signs in whoever the example of registration has made. */
export const LOGIN_EXAMPLE = { email: EMAIL, password: PASSWORD };
/** Longer than any token that is given out. */
const MAX_TOKEN = 512;

export class RegisterDto {
  @Email({ example: EMAIL })
  email!: string;

  @NewPassword({ example: PASSWORD })
  password!: string;

  @Text({ min: 1, max: 100, optional: true, example: 'Ada Lovelace' })
  displayName?: string;

  @Custom(
    [{ rule: 'isAccepted', test: (value) => value === true, must: 'must be true, or left out' }],
    { type: 'boolean', enum: [true] },
    {
      optional: true,
      example: true,
      description: 'Acceptance of the terms; kept with its time. `false` is refused.',
    },
  )
  acceptTerms?: boolean;
}

export class RegisteredUserDto {
  @IdField({ example: ID })
  userId!: string;

  @Email({ example: EMAIL })
  email!: string;

  @Text({ max: 100, nullable: true, example: 'Ada Lovelace' })
  displayName!: string | null;

  @Flag({ example: false })
  emailVerified!: boolean;
}

export class VerifyEmailDto {
  @Text({
    min: 1,
    max: MAX_TOKEN,
    description: 'The `token` of the link in the mail; good for 24 hours, once.',
    example: '01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190',
  })
  token!: string;
}

export class VerifiedEmailDto {
  @IdField({ example: ID })
  userId!: string;

  @Flag({ example: true })
  emailVerified!: boolean;
}

export class ResendVerificationDto {
  @Email({ example: EMAIL })
  email!: string;
}

export class LoginDto {
  @Email({ example: EMAIL })
  email!: string;

  @PasswordField({ example: PASSWORD })
  password!: string;

  @Text({
    max: MAX_TOKEN,
    optional: true,
    description:
      'From an earlier sign-in on this device, where the cookie is not kept: failures of strangers then do not lock you out.',
  })
  deviceToken?: string;
}

export class TokensDto {
  @Text({ max: 8192, description: 'Send it as `Authorization: Bearer …`.' })
  accessToken!: string;

  @Text({ max: MAX_TOKEN, description: 'Good once; also set as the HttpOnly cookie `refresh_token`.' })
  refreshToken!: string;

  @Int({ min: 1, max: 86_400, example: 900, description: 'Life of the access token in seconds.' })
  expiresIn!: number;

  @Text({
    max: 100,
    optional: true,
    description:
      'On servers with `AUTH_COOKIE=true`: send it as `X-CSRF-Token` where the cookie `auth_token` signs in and the request changes something; also in the cookie `csrf_token`.',
  })
  csrfToken?: string;
}

export class SignedInDto extends TokensDto {
  @Text({
    max: MAX_TOKEN,
    description: 'Knows this device from now on; also set as the HttpOnly cookie `device_token`.',
  })
  deviceToken!: string;

  @Flag({
    optional: true,
    description:
      'There, and true, where a role demands a second factor and you have none: all but its setup answers `MFA_SETUP_REQUIRED` until then.',
  })
  mfaSetupRequired?: boolean;

  @Nested(() => UserDto)
  user!: UserDto;
}

/** In place of tokens, where a second factor is still to come. */
export class MfaRequiredDto {
  @Custom(
    [{ rule: 'isTrue', test: (value) => value === true, must: 'must be true' }],
    { type: 'boolean', enum: [true] },
    { example: true },
  )
  mfaRequired!: true;

  @Text({
    max: MAX_TOKEN,
    description: 'For `POST /auth/mfa/challenge`: good for 5 minutes and 5 tries. It is no access token.',
  })
  mfaToken!: string;

  @TextList({ maxItems: 3, max: 20, values: mfaMethods, example: ['totp', 'backupCode'] })
  methods!: readonly string[];
}

export class RefreshDto {
  static readonly mayBeAbsent = true;

  // As long as an access token: one that is sent by mistake is wrong, not malformed.
  @Text({
    min: 1,
    max: 8192,
    optional: true,
    description: 'Left out where the cookie `refresh_token` is sent.',
  })
  refreshToken?: string;
}

export class LogoutDto {
  static readonly mayBeAbsent = true;

  @Flag({
    optional: true,
    default: false,
    example: false,
    description: 'End all sessions of yours, not only this one.',
  })
  allDevices?: boolean;
}
