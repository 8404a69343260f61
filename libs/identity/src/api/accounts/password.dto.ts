import { Email, PasswordField, Text } from '@almanac/platform';
import { NewPassword } from '../new-password.decorator';

export class ForgotPasswordDto {
  @Email({ example: 'ada@example.com' })
  email!: string;
}

export class ResetPasswordDto {
  @Text({
    min: 1,
    max: 512,
    description: 'The `token` of the link in the mail; good for an hour, once.',
    example: '01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190',
  })
  token!: string;

  @NewPassword({ example: 'Difference-Engine-1822' })
  newPassword!: string;
}

export class ChangePasswordDto {
  @PasswordField({ example: 'Analytical-Engine-1843' })
  currentPassword!: string;

  @NewPassword({ example: 'Difference-Engine-1822' })
  newPassword!: string;
}
