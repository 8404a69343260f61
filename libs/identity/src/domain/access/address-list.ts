import { BlockList, isIP } from 'node:net';

interface Range {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

/** Addresses that a key may be used from: IPv4 and IPv6, each by itself or as a CIDR range (RFC 4632, RFC 4291). */
export class AddressList {
  private readonly ranges = new BlockList();

  /** @param texts each of which `isAddressRange` accepts */
  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const range = parse(text);
      if (range) this.ranges.addSubnet(range.address, range.bits, range.family);
    }
  }

  has(ip: string | undefined): boolean {
    const address = plain(ip ?? '');
    const family = isIP(address);
    return family !== 0 && this.ranges.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

export function isAddressRange(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 64 && parse(text) !== undefined;
}

function parse(text: string): Range | undefined {
  const [written = '', length, ...rest] = text.split('/');
  const address = plain(written);
  const family = isIP(address);
  // A zone (`fe80::1%eth0`) means something on one machine alone.
  if (family === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const most = family === 4 ? 32 : 128;
  if (length === undefined) return { address, bits: most, family: family === 4 ? 'ipv4' : 'ipv6' };
  // A range over addresses that are written as if they were IPv6 has no length that people would agree on.
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > most || address !== written) return undefined;
  return { address, bits: Number(length), family: family === 4 ? 'ipv4' : 'ipv6' };
}

/** An IPv4 address that a socket of both families shows as `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2). */
function plain(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : address;
}
