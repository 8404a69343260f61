/**
 * `Retry-After` (RFC 9110 section 10.2.3) in milliseconds from now on: seconds, or a date, which may be past. Undefined
 * where there is none, or none that can be read.
 * @param now in milliseconds since 1970
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much for a date that none of the forms of RFC 9110 is, `-5` too.
  const at = /^[A-Z][a-z]{2,8},? /.test(text)
    ? Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`)
    : NaN;
  return Number.isNaN(at) ? undefined : at - now;
}
