import { z } from 'zod';

/** What can change about a person's second factors and passkeys. */
export const secondFactorChange = z.enum([
  'mfa-enabled',
  'mfa-disabled',
  'mfa-reset',
  'backup-codes-renewed',
  'passkey-added',
  'passkey-removed',
]);
export type SecondFactorChange = z.infer<typeof secondFactorChange>;
