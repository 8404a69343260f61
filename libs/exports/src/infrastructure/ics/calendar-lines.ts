/** Content lines of a calendar (RFC 5545, section 3.1). A file has hundreds of thousands: no library is asked for each. */

/** Octets of a line, its end and the blank that goes before it aside. */
const MAX_OCTETS = 74;
const LINE_END = '\r\n';
/** But for tab and line feed, a TEXT has no control characters (section 3.3.11). */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;
const MARKS = /[\\;,\n]/g;

/** A line: folded, with its end. */
export function line(name: string, value: string | number): string {
  const whole = `${name}:${value}`;
  return whole.length * 3 <= MAX_OCTETS || Buffer.byteLength(whole) <= MAX_OCTETS
    ? whole + LINE_END
    : folded(whole);
}

/** A TEXT (section 3.3.11). */
export function text(value: string): string {
  return value
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '')
    .replaceAll(MARKS, (mark) => (mark === '\n' ? '\\n' : `\\${mark}`));
}

function folded(whole: string): string {
  let result = '';
  for (let at = 0; at < whole.length;) {
    const end = endOf(whole, at);
    result += `${at === 0 ? '' : ' '}${whole.slice(at, end)}${LINE_END}`;
    at = end;
  }
  return result;
}

/** As far as so many octets go, by whole characters. */
function endOf(whole: string, start: number): number {
  let octets = 0;
  for (let at = start; at < whole.length;) {
    const code = whole.codePointAt(at) ?? 0;
    octets += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets > MAX_OCTETS) return at;
    at += code < 0x10000 ? 1 : 2;
  }
  return whole.length;
}
