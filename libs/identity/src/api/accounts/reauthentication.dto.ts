import { DateTimeField, Nested, PasswordField, Text } from '@almanac/platform';
import { PasskeyAnswerDto } from '../passkeys/passkey.dto';

export class ReauthenticateDto {
  @PasswordField({ optional: true, example: 'Analytical-Engine-1843' })
  password?: string;

  @Text({
    min: 1,
    max: 16,
    optional: true,
    description: 'A code of the authenticator, in place of the password.',
  })
  code?: string;

  @Nested(() => PasskeyAnswerDto, {
    optional: true,
    description: 'A passkey, in place of the password: the answer to `POST /auth/reauthenticate/passkey`.',
  })
  passkey?: PasskeyAnswerDto;
}

export class ReauthenticatedDto {
  @DateTimeField({ example: '2026-01-25T15:30:00.000Z' })
  provedAt!: string;

  @DateTimeField({
    example: '2026-01-25T16:00:00.000Z',
    description: 'Until then what is delicate may be done without another proof.',
  })
  validUntil!: string;
}
