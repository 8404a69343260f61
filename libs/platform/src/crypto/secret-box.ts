import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';

/** What a key is derived for. Keys of two purposes have nothing in common. */
export type BoxPurpose = `${string}/v1`;

interface BoxKey {
  id: string;
  secret: KeyObject;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** NIST SP 800-38D recommends 96 bits; random, and far fewer than 2^32 of them for one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what must be readable again (AES-256-GCM), and hashes by key what is too short for a plain hash.
 * The key comes from `ENCRYPTION_KEY`; former ones still open what they closed, by the id that it carries.
 */
@Injectable()
export class SecretBox {
  private readonly keys: readonly [BoxKey, ...BoxKey[]];

  constructor(config: Config) {
    this.keys = [boxKey(config.ENCRYPTION_KEY), ...config.ENCRYPTION_PREVIOUS_KEYS.map(boxKey)];
  }

  /**
   * `<key id>.<nonce, text and tag>`.
   * @param owner to whom it belongs: in the place of another it does not open
   */
  seal(purpose: BoxPurpose, owner: string, text: string): string {
    const [{ id, secret }] = this.keys;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, derive(secret, purpose), nonce);
    cipher.setAAD(additionalData(purpose, owner, id));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${id}.${sealed.toString('base64url')}`;
  }

  /** @throws Error where the key is gone, or the text was changed or moved to another owner */
  open(purpose: BoxPurpose, owner: string, sealed: string): string {
    const [id = '', body = ''] = sealed.split('.');
    const key = this.keys.find((candidate) => candidate.id === id);
    if (!key) throw new Error(`No encryption key has the id ${id}: name it in ENCRYPTION_PREVIOUS_KEYS`);
    const bytes = Buffer.from(body, 'base64url');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, derive(key.secret, purpose), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(additionalData(purpose, owner, id));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return (
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  }

  /** Whether it was sealed by a former key, and should be sealed anew. */
  isOutdated(sealed: string): boolean {
    return !sealed.startsWith(`${this.keys[0].id}.`);
  }

  /** A keyed hash (HMAC-SHA256) of the text by each key, the present one first: store that, look for any. */
  hashes(purpose: BoxPurpose, owner: string, text: string): [Buffer, ...Buffer[]] {
    const [present, ...former] = this.keys;
    const hash = ({ secret }: BoxKey) =>
      createHmac('sha256', derive(secret, purpose)).update(`${owner}\n${text}`).digest();
    return [hash(present), ...former.map(hash)];
  }
}

function boxKey(text: string): BoxKey {
  const id = createHash('sha256').update(`encryption-key-id/v1\n${text}`).digest('base64url').slice(0, 12);
  return { id, secret: createSecretKey(text, 'utf8') };
}

function derive(secret: KeyObject, purpose: BoxPurpose): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `secret-box/${purpose}`, KEY_BYTES)));
}

function additionalData(purpose: BoxPurpose, owner: string, keyId: string): Buffer {
  return Buffer.from([purpose, owner, keyId].join('\n'));
}
