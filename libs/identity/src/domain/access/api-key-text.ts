import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * What an API key looks like: `ak_live_` or `ak_test_`, 36 random characters (214 bits), and 6 of a checksum
 * over all before it (CRC-32 in base 62, as GitHub does), so that a typo is refused without a look-up and
 * scanners can tell a key from chance.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 36;
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^ak_(?:live|test)_[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);
/** Of the whole key: what lists show of it. `ak_live_` and six characters more. */
const PREFIX_LENGTH = 14;

export type ApiKeyKind = 'live' | 'test';

export function newApiKey(kind: ApiKeyKind): string {
  let text = `ak_${kind}_`;
  for (let index = 0; index < RANDOM_LENGTH; index += 1) text += ALPHABET.charAt(randomInt(ALPHABET.length));
  return text + checksum(text);
}

/** Whether the text can be a key: form and checksum. Whether there is such a key is another question. */
export function isApiKeyText(text: string): boolean {
  if (!FORM.test(text)) return false;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** How a key begins; enough to recognise it by and far too little to guess the rest from. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
