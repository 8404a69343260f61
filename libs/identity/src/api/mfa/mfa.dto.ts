import {
  DateTimeField,
  Flag,
  IdField,
  Int,
  Nested,
  NestedList,
  PasswordField,
  Text,
  TextList,
} from '@almanac/platform';
import { mfaMethods } from '../../domain/mfa/mfa-method';
import { PasskeyAnswerDto } from '../passkeys/passkey.dto';

const CODES = ['04718295', '91827364'];
const MAX_TOKEN = 512;

/** A code of an authenticator: exactly six digits. */
function Code(options: { optional?: boolean } = {}): PropertyDecorator {
  return Text({
    max: 6,
    min: 6,
    pattern: /^[0-9]{6}$/,
    patternName: 'six digits',
    description: 'Of the authenticator: six digits.',
    example: '287082',
    ...options,
  });
}

function BackupCode(): PropertyDecorator {
  return Text({
    max: 8,
    min: 8,
    pattern: /^[0-9]{8}$/,
    patternName: 'eight digits',
    description: 'One of the backup codes, in place of `code`: eight digits.',
    optional: true,
  });
}

function Password(): PropertyDecorator {
  return PasswordField({
    optional: true,
    example: 'Analytical-Engine-1843',
    description: 'Left out only by whoever has none; they need a recent proof of identity.',
  });
}

export class SetUpMfaDto {
  @Password()
  password?: string;
}

export class MfaSetupDto {
  @Text({
    max: 64,
    description: 'Base32, to be typed into an authenticator.',
    example: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  })
  secret!: string;

  @Text({ max: 1024, description: 'The same as an `otpauth:` address.' })
  otpauthUrl!: string;

  @Text({ max: 65_536, description: 'The address as a QR code: a PNG as a data URL.' })
  qrCode!: string;

  @TextList({ maxItems: 10, max: 8, description: 'Shown this once. Each is good once.', example: CODES })
  backupCodes!: string[];
}

export class VerifyMfaSetupDto {
  @Code()
  code!: string;

  @Text({ max: 128, optional: true, description: 'Must be that of the setup, where it is given.' })
  secret?: string;
}

export class MfaTokenDto {
  // As long as an access token: one that is sent by mistake is wrong, not malformed.
  @Text({
    min: 1,
    max: 8192,
    description: 'From the sign-in.',
    example: 'Vq2mJ8c0w3Yh5Tn1Lk7Rb9Xs4Pd6Gf0Za2Ec8Hu1Mi',
  })
  mfaToken!: string;
}

export class MfaChallengeDto extends MfaTokenDto {
  @Code({ optional: true })
  code?: string;

  @BackupCode()
  backupCode?: string;

  @Nested(() => PasskeyAnswerDto, {
    optional: true,
    description: 'A passkey in place of a code: the answer to `POST /auth/mfa/challenge/passkey`.',
  })
  passkey?: PasskeyAnswerDto;

  @Flag({
    optional: true,
    default: false,
    example: false,
    description: 'Ask this device for no second factor for 30 days.',
  })
  trustDevice?: boolean;

  @Text({
    max: MAX_TOKEN,
    optional: true,
    description: 'From an earlier sign-in on this device, where the cookie is not kept.',
  })
  deviceToken?: string;
}

export class FactorProofDto {
  @Password()
  password?: string;

  @Code({ optional: true })
  code?: string;

  @BackupCode()
  backupCode?: string;
}

export class BackupCodesDto {
  @TextList({
    maxItems: 10,
    max: 8,
    description: 'Shown this once; the former ones are void.',
    example: CODES,
  })
  backupCodes!: string[];
}

export class TrustedDeviceDto {
  @IdField({ example: '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4b11' })
  id!: string;

  @Text({ max: 512, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64)' })
  userAgent!: string | null;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  createdAt!: string;

  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  lastUsedAt!: string;

  @DateTimeField({ example: '2026-02-24T15:30:00.000Z' })
  trustedUntil!: string;
}

export class MfaStatusDto {
  @Flag({ example: true, description: 'Sign-in by password asks for a second factor.' })
  enabled!: boolean;

  @Flag({ example: false, description: 'A role of yours demands a second factor.' })
  required!: boolean;

  @TextList({ maxItems: mfaMethods.length, max: 20, values: mfaMethods, example: ['totp', 'backupCode'] })
  methods!: readonly string[];

  @Int({ min: 0, max: 10, example: 10 })
  backupCodesLeft!: number;

  @NestedList(() => TrustedDeviceDto, { maxItems: 50 })
  trustedDevices!: TrustedDeviceDto[];
}

export class MfaEnabledDto {
  @Flag({ example: true })
  enabled!: boolean;
}
