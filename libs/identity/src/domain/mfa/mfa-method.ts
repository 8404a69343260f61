/** What can stand as the second factor of a sign-in. */
export const mfaMethods = ['totp', 'passkey', 'backupCode'] as const;
export type MfaMethod = (typeof mfaMethods)[number];
