import type { MfaMethod } from './mfa-method';

/** What of an account decides about its second factor. */
export interface FactorStanding {
  /** An authenticator is set up. */
  totp: boolean;
  /** Backup codes that were not used yet. */
  backupCodes: number;
  passkeys: number;
  /** A role of the person demands a second factor. */
  mfaRequired: boolean;
}

/** Ways in which the person can give a second factor, the usual one first. */
export function methodsOf(standing: FactorStanding): MfaMethod[] {
  const methods: MfaMethod[] = [];
  if (standing.totp) methods.push('totp');
  if (standing.passkeys > 0) methods.push('passkey');
  if (standing.totp && standing.backupCodes > 0) methods.push('backupCode');
  return methods;
}

/**
 * Whether a first factor alone does not do. An authenticator is set up in order to be asked for; a passkey
 * is another way to sign in, and is asked for beside a password only where a role demands a second factor.
 */
export function wantsSecondFactor(standing: FactorStanding): boolean {
  return standing.totp || (standing.mfaRequired && standing.passkeys > 0);
}

/** Whether the person must set a second factor up before anything else. */
export function mustSetUp(standing: FactorStanding): boolean {
  return standing.mfaRequired && !standing.totp && standing.passkeys === 0;
}
