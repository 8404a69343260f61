import * as fc from 'fast-check';
import { AddressList, isAddressRange } from './address-list';

describe('addresses that a key may be used from', () => {
  it.each([
    ['192.0.2.7', true],
    ['192.0.2.0/24', true],
    ['0.0.0.0/0', true],
    ['2001:db8::1', true],
    ['2001:db8::/32', true],
    ['::/0', true],
    ['::ffff:192.0.2.7', true],
    ['::ffff:192.0.2.0/120', false],
    ['192.0.2.0/33', false],
    ['2001:db8::/129', false],
    ['192.0.2.0/024', false],
    ['192.0.2.0/', false],
    ['192.0.2.0/8/8', false],
    ['192.0.2', false],
    ['0300.0.2.1', false],
    ['localhost', false],
    ['fe80::1%eth0', false],
    ['', false],
    [7, false],
  ])('%p is one: %p', (text, expected) => {
    expect(isAddressRange(text)).toBe(expected);
  });

  it('has what lies in its ranges, IPv4 also as IPv6 shows it', () => {
    const list = new AddressList(['192.0.2.0/24', '198.51.100.7', '2001:db8::/32']);
    for (const ip of ['192.0.2.1', '::ffff:192.0.2.255', '198.51.100.7', '2001:db8:1::5']) {
      expect([ip, list.has(ip)]).toEqual([ip, true]);
    }
    for (const ip of [
      '192.0.3.1',
      '::ffff:192.0.3.1',
      '198.51.100.8',
      '2001:db9::1',
      '::1',
      'x',
      undefined,
    ]) {
      expect([ip, list.has(ip)]).toEqual([ip, false]);
    }
    expect(new AddressList(['::ffff:192.0.2.7']).has('192.0.2.7')).toBe(true);
  });

  it('compares as many bits as the range says', () => {
    const toText = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (base, ip, bits) => {
        const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
        const inside = (base & mask) >>> 0 === (ip & mask) >>> 0;
        expect(new AddressList([`${toText(base)}/${bits}`]).has(toText(ip))).toBe(inside);
      }),
    );
  });
});
