/** The characters of RFC 3986, and the braces of Stripe's `{CHECKOUT_SESSION_ID}`. */
const PLAIN = /^[\w\-.~:/?#[\]@!$&'()*+,;=%{}]+$/;

/**
 * Whether people may be sent there from Stripe: only to the operator's own pages, compared by origin (RFC 6454), as any
 * other address would make of a payment page a trustworthy-looking way to somebody else's.
 * The text itself goes to Stripe and from there to browsers, which may read it otherwise than we do: so it must be plain (no
 * line breaks, backslashes or letters that stand for others) and begin with the origin as that is written.
 * @param origins addresses whose origins are taken; `any` is for trying things out
 */
export function isReturnAddress(text: string, origins: readonly string[] | 'any'): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false;
  if (!PLAIN.test(text) || !text.startsWith(url.origin)) return false;
  if (!/^(?:[/?#]|$)/.test(text.slice(url.origin.length))) return false;
  if (origins === 'any') return true;
  return origins.some((origin) => URL.canParse(origin) && new URL(origin).origin === url.origin);
}
