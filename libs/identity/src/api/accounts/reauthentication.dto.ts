import { DateTimeField, PasswordField, Text } from '@almanac/platform';

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
