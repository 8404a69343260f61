import type { Id } from '@almanac/kernel';

/** JSON that the browser's WebAuthn understands, or gives (Web Authentication Level 3, section 5.1). */
export type WebauthnJson = Readonly<Record<string, unknown>>;

/** What an authenticator is asked, and the part that it must sign. */
export interface WebauthnRequest {
  challenge: string;
  options: WebauthnJson;
}

/** A passkey as an authenticator has just made it. */
export interface MadePasskey {
  /** Base64url. */
  credentialId: string;
  /** COSE. */
  publicKey: Buffer;
  counter: number;
  transports: string[];
  aaguid: string;
  backedUp: boolean;
}

export type CredentialName = Pick<MadePasskey, 'credentialId' | 'transports'>;
export type CredentialKey = CredentialName & Pick<MadePasskey, 'publicKey' | 'counter'>;

/** Speaks WebAuthn. Every passkey must be discoverable and verify its user. */
export abstract class Webauthn {
  /** @param existing those that the person has already: an authenticator makes no second one */
  abstract registration(
    user: { id: Id; email: string; displayName: string | null },
    existing: readonly CredentialName[],
  ): Promise<WebauthnRequest>;
  /** Undefined where it is no right answer to the challenge. */
  abstract verifyRegistration(answer: WebauthnJson, challenge: string): Promise<MadePasskey | undefined>;
  /** @param allowed whose passkeys are asked for; undefined asks for any */
  abstract authentication(allowed: readonly CredentialName[] | undefined): Promise<WebauthnRequest>;
  /** Undefined where it is no right answer to the challenge. */
  abstract verifyAuthentication(
    answer: WebauthnJson,
    challenge: string,
    passkey: CredentialKey,
  ): Promise<Pick<MadePasskey, 'counter' | 'backedUp'> | undefined>;
  /** Which passkey an answer is of, and whose it says that it is. */
  abstract nameIn(answer: WebauthnJson): { credentialId: string; userId: Id | undefined };
}
