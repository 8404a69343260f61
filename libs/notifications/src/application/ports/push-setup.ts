import type { KeyObject } from 'node:crypto';

/** The keys by which push services of browsers know this server (RFC 8292), base64url. */
export interface VapidKeys {
  subject: string;
  publicKey: string;
  privateKey: string;
}

/** Who we are to Google. */
export interface ServiceAccount {
  projectId: string;
  clientEmail: string;
  privateKey: KeyObject;
  keyId: string | undefined;
}

/** What the operator has set up of push. */
export abstract class PushSetup {
  /** Nothing where browsers get no push. */
  abstract readonly vapid: VapidKeys | undefined;
  /** Nothing where apps get no push. */
  abstract readonly serviceAccount: ServiceAccount | undefined;

  get firebaseProject(): string | undefined {
    return this.serviceAccount?.projectId;
  }
}
