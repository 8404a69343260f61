/**
 * What 0x80 to 0x9F are in Windows-1252; all other bytes are the code points of their own number. Written here, as
 * `TextDecoder('windows-1252')` reads them as control characters in much of Node 20, 22 and 24 (nodejs/node#56542).
 * Zero: the byte is nothing.
 */
const HIGH = [
  ...[0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0],
  ...[0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a],
  ...[0x0153, 0, 0x017e, 0x0178],
];
const FIRST_HIGH = 0x80;
const END_OF_HIGH = FIRST_HIGH + HIGH.length;
/** Tab, line feed, form feed, carriage return. */
const WHITE = new Set([0x09, 0x0a, 0x0c, 0x0d]);
/** As many as a call takes arguments without harm. */
const PIECE = 8192;

/** The text of the bytes; nothing where one of them is no character of a text. */
export function windows1252Text(bytes: Uint8Array): string | undefined {
  const pieces: string[] = [];
  const units = new Uint16Array(PIECE);
  for (let from = 0; from < bytes.length; from += PIECE) {
    const end = Math.min(from + PIECE, bytes.length);
    for (let at = from; at < end; at += 1) {
      const unit = unitOf(bytes[at] ?? 0);
      if (unit === 0) return undefined;
      units[at - from] = unit;
    }
    pieces.push(String.fromCharCode(...units.subarray(0, end - from)));
  }
  return pieces.join('');
}

function unitOf(byte: number): number {
  if (byte >= FIRST_HIGH && byte < END_OF_HIGH) return HIGH[byte - FIRST_HIGH] ?? 0;
  if (byte === 0x7f || (byte < 0x20 && !WHITE.has(byte))) return 0;
  return byte;
}
