import { createECDH, createPrivateKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '@almanac/platform';
import { PushSetup, type ServiceAccount, type VapidKeys } from '../application/ports/push-setup';

const KEY_BYTES = 32;
const keyFile = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
});

/** Push as the settings say it. A setting that holds no key stops the start, in a sentence without its value. */
@Injectable()
export class ConfigPushSetup extends PushSetup {
  override readonly vapid: VapidKeys | undefined;
  override readonly serviceAccount: ServiceAccount | undefined;

  /** @throws Error that names the setting */
  constructor(config: Config) {
    super();
    this.vapid = vapidKeys(config);
    this.serviceAccount = serviceAccountIn(config.FCM_SERVICE_ACCOUNT);
  }
}

/** The public key follows from the private one. */
function vapidKeys({
  VAPID_PRIVATE_KEY: privateKey,
  VAPID_SUBJECT,
  MAIL_FROM,
}: Config): VapidKeys | undefined {
  if (privateKey === '') return undefined;
  const subject = VAPID_SUBJECT === '' ? `mailto:${addressIn(MAIL_FROM)}` : VAPID_SUBJECT;
  const bytes = Buffer.from(privateKey, 'base64url');
  const curve = createECDH('prime256v1');
  try {
    if (bytes.length !== KEY_BYTES) throw new Error('It has another length');
    curve.setPrivateKey(bytes);
    return { subject, publicKey: curve.getPublicKey('base64url', 'uncompressed'), privateKey };
  } catch {
    throw new Error('VAPID_PRIVATE_KEY must be a private key of P-256: 32 bytes as base64url');
  }
}

function serviceAccountIn(json: string): ServiceAccount | undefined {
  if (json === '') return undefined;
  try {
    const { project_id, client_email, private_key, private_key_id } = keyFile.parse(JSON.parse(json));
    const privateKey = createPrivateKey(private_key);
    return { projectId: project_id, clientEmail: client_email, privateKey, keyId: private_key_id };
  } catch {
    throw new Error('FCM_SERVICE_ACCOUNT must be the JSON of a service account, as Firebase gives it');
  }
}

function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}
