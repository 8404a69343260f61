import { encodeExtended } from 'content-disposition';
import { extensionOf } from './media-types';

/** What a file system takes: names of files longer than this cannot be saved by many. In bytes of UTF-8. */
const MAX_BYTES = 255;

/**
 * Separators of folders, what some systems refuse in names, and all that is not seen or turns text around; but for the
 * joiners that emoji, Persian and Hindi are written with.
 */
const UNFIT = /[\\/:*?"<>|]|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/**
 * A name that a file may be saved by on any system: without folders, without what is not seen, and no longer than 255
 * bytes; its ending stays.
 * @param otherwise stands where nothing is left of the name
 */
export function safeFileName(name: string, otherwise: string): string {
  const clean = name.normalize('NFC').replace(UNFIT, ' ').replace(/\s+/g, ' ').trim();
  // A leading dot hides a file; Windows drops dots at the end.
  const bare = clean.replace(/^[. ]+/, '').replace(/[. ]+$/, '');
  if (bare === '') return otherwise;
  if (Buffer.byteLength(bare) <= MAX_BYTES) return bare;
  const extension = extensionOf(bare);
  const ending = extension !== '' && extension.length <= 10 ? `.${extension}` : '';
  return cut(bare.slice(0, bare.length - ending.length), MAX_BYTES - Buffer.byteLength(ending)) + ending;
}

/** By whole characters. */
function cut(text: string, maxBytes: number): string {
  let result = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    result += character;
  }
  return result.trimEnd();
}

/**
 * The header `Content-Disposition` (RFC 6266): the name in ASCII for old programs and, where that is not the whole of
 * it, in UTF-8 (RFC 8187). Whatever the name holds, it stays inside the header.
 */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const whole = ascii === name ? '' : `; filename*=${encodeExtended(name.toWellFormed())}`;
  return `${kind}; filename="${ascii}"${whole}`;
}
