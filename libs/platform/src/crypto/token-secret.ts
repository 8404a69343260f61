import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';

/** What a derived value is for. Values of two purposes never coincide. */
export type MacPurpose = `${string}/v1`;

/**
 * Derives tokens from `TOKEN_SECRET`, so that none has to be kept in a readable form: whoever holds the
 * secret and knows the id can make the token again (HMAC-SHA256, RFC 2104).
 */
@Injectable()
export class TokenSecret {
  private readonly key: KeyObject;

  constructor(config: Config) {
    this.key = createSecretKey(config.TOKEN_SECRET, 'utf8');
  }

  /** 256 bits that only this server can derive from the text; base64url, 43 characters. */
  derive(purpose: MacPurpose, text: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${text}`).digest('base64url');
  }

  /** Whether the value is what `derive` gives; takes as long whichever character differs. */
  matches(purpose: MacPurpose, text: string, value: string): boolean {
    const expected = Buffer.from(this.derive(purpose, text));
    const given = Buffer.from(value);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** How a random or derived token of 256 bits is stored: it cannot be guessed, so one round of SHA-256 is enough. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
