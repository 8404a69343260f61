import { Injectable } from '@nestjs/common';
import { isId, type Id } from '@almanac/kernel';
import { Config } from '@almanac/platform';
import { z } from 'zod';
import {
  Webauthn,
  type CredentialKey,
  type CredentialName,
  type MadePasskey,
  type WebauthnJson,
  type WebauthnRequest,
} from '../../application/ports/passkeys/webauthn';

/** Loaded with the first passkey: it and its ASN.1 parsers are a tenth of what a start would have to compile. */
const library = () => import('@simplewebauthn/server');

const RP_NAME = 'Almanac';
const TIMEOUT_MS = 5 * 60 * 1000;
/** EdDSA, ES256 and RS256: what authenticators in use have (RFC 9053, RFC 8812). */
const ALGORITHMS = [-8, -7, -257];
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

const base64url = z
  .string()
  .max(65_536)
  .regex(/^[\w-]*={0,2}$/);
const credential = z.looseObject({ id: base64url, rawId: base64url, type: z.literal('public-key') });
const extensions = z.record(z.string(), z.unknown()).default({});
const registrationJson = credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
  clientExtensionResults: extensions,
});
const authenticationJson = credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish().transform((value) => value ?? undefined),
  }),
  clientExtensionResults: extensions,
});

@Injectable()
export class SimpleWebauthn extends Webauthn {
  private readonly rpID: string;
  private readonly origins: string[];

  constructor(config: Config) {
    super();
    const own = new URL(config.PUBLIC_URL);
    this.rpID = config.WEBAUTHN_RP_ID || own.hostname;
    this.origins =
      config.WEBAUTHN_ORIGINS.length > 0
        ? [...config.WEBAUTHN_ORIGINS]
        : [own.origin, ...config.ALLOWED_ORIGINS];
  }

  override async registration(
    user: { id: Id; email: string; displayName: string | null },
    existing: readonly CredentialName[],
  ): Promise<WebauthnRequest> {
    const { generateRegistrationOptions } = await library();
    const options = await generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: this.rpID,
      userID: new Uint8Array(Buffer.from(user.id.replaceAll('-', ''), 'hex')),
      userName: user.email,
      userDisplayName: user.displayName ?? user.email,
      timeout: TIMEOUT_MS,
      attestationType: 'none',
      excludeCredentials: existing.map(descriptor),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return { challenge: options.challenge, options: { ...options } };
  }

  override async verifyRegistration(
    answer: WebauthnJson,
    challenge: string,
  ): Promise<MadePasskey | undefined> {
    const response = registrationJson.safeParse(answer);
    if (!response.success) return undefined;
    const { verifyRegistrationResponse } = await library();
    try {
      const { registrationInfo } = await verifyRegistrationResponse({
        response: response.data,
        expectedChallenge: challenge,
        expectedOrigin: this.origins,
        expectedRPID: this.rpID,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!registrationInfo) return undefined;
      const { credential: made, aaguid, credentialBackedUp } = registrationInfo;
      return {
        credentialId: made.id,
        publicKey: Buffer.from(made.publicKey),
        counter: made.counter,
        transports: knownTransports(response.data.response.transports ?? []),
        aaguid,
        backedUp: credentialBackedUp,
      };
    } catch {
      // The library throws at whatever does not fit: the answer is a wrong one, for whichever reason.
      return undefined;
    }
  }

  override async authentication(allowed: readonly CredentialName[] | undefined): Promise<WebauthnRequest> {
    const { generateAuthenticationOptions } = await library();
    const options = await generateAuthenticationOptions({
      rpID: this.rpID,
      timeout: TIMEOUT_MS,
      userVerification: 'required',
      ...(allowed ? { allowCredentials: allowed.map(descriptor) } : {}),
    });
    return { challenge: options.challenge, options: { ...options } };
  }

  override async verifyAuthentication(
    answer: WebauthnJson,
    challenge: string,
    passkey: CredentialKey,
  ): Promise<Pick<MadePasskey, 'counter' | 'backedUp'> | undefined> {
    const response = authenticationJson.safeParse(answer);
    if (!response.success) return undefined;
    const { verifyAuthenticationResponse } = await library();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response.data,
        expectedChallenge: challenge,
        expectedOrigin: this.origins,
        expectedRPID: this.rpID,
        requireUserVerification: true,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
      });
      const { newCounter: counter, credentialBackedUp: backedUp } = authenticationInfo;
      return verified ? { counter, backedUp } : undefined;
    } catch {
      return undefined;
    }
  }

  override nameIn(answer: WebauthnJson): { credentialId: string; userId: Id | undefined } {
    const response = authenticationJson.safeParse(answer);
    if (!response.success) return { credentialId: '', userId: undefined };
    const { id, response: inner } = response.data;
    const hex = Buffer.from(inner.userHandle ?? '', 'base64url').toString('hex');
    const userId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { credentialId: id, userId: isId(userId) ? userId : undefined };
  }
}

function descriptor({ credentialId, transports }: CredentialName): {
  id: string;
  transports: string[];
} {
  return { id: credentialId, transports: knownTransports(transports) };
}

function knownTransports(given: readonly string[]): string[] {
  return TRANSPORTS.filter((transport) => given.includes(transport));
}
