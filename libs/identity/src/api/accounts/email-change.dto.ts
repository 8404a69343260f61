import { DateTimeField, Email, Flag, OneOf, PasswordField, Text } from '@almanac/platform';

const TOKEN = '01936b2a7c1e7b6a9f103d5a8c2e4b11.S3nN1Yx0yY0m2d5V1Zl3o4Hq9c8b7a6E5D4C3B2A190';

export class ChangeEmailDto {
  @Email({ example: 'ada.lovelace@example.com' })
  newEmail!: string;

  @PasswordField({ example: 'Analytical-Engine-1843' })
  password!: string;
}

export class EmailChangeAskedDto {
  @Email({ example: 'ada.lovelace@example.com' })
  newEmail!: string;

  @DateTimeField({ example: '2026-01-26T15:30:00.000Z', description: 'Both links are good until then.' })
  expiresAt!: string;
}

export class EmailLinkDto {
  @Text({ min: 1, max: 512, description: 'The `token` of the link in the mail.', example: TOKEN })
  token!: string;
}

export class EmailConfirmedDto {
  @Flag({ example: false, description: 'Whether the account has its new address now.' })
  changed!: boolean;

  @OneOf(['old', 'new'], {
    nullable: true,
    example: 'new',
    description: 'The address whose owner has yet to confirm.',
  })
  waitingFor!: string | null;
}
