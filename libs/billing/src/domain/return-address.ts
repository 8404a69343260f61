/**
 * Whether people may be sent there from Stripe: only to the operator's own pages, compared by origin (RFC 6454), as any
 * other address would make of a payment page a trustworthy-looking way to somebody else's.
 * @param origins addresses whose origins are taken
 */
export function isReturnAddress(text: string, origins: readonly string[]): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false;
  if (url.username !== '' || url.password !== '') return false;
  return origins.some((origin) => URL.canParse(origin) && new URL(origin).origin === url.origin);
}
