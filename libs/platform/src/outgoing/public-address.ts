import ipaddr from 'ipaddr.js';

/** Global unicast, the one part of IPv6 that the internet uses: what is outside of it has another meaning. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** Public by its number, and yet the metadata service of a cloud (Azure). */
const METADATA = new Set(['168.63.129.16']);

/**
 * Whether an IP address leads to the open internet. Everything that is not plainly so is not: loopback,
 * private, link-local, shared, multicast and reserved ranges, and IPv6 that carries an IPv4 address
 * (mapped, compatible, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text) || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_UNICAST);
  return ipaddr.IPv4.isValidFourPartDecimal(text) && !METADATA.has(text);
}
