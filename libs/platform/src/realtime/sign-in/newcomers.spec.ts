import { LIVE_LIMITS } from '../limits';
import { Newcomers } from './newcomers';

const MOST = LIVE_LIMITS.newcomersPerAddress;
const nothing = (): undefined => undefined;

describe('connections that have not signed in', () => {
  it('are so many for each address at most: the one that came first makes room', () => {
    const newcomers = new Newcomers();
    const ended: number[] = [];
    const come = (number: number, address = '192.0.2.1') =>
      newcomers.enter(address, () => ended.push(number));
    const all = Array.from({ length: MOST }, (_, number) => {
      expect(newcomers.makeRoom('192.0.2.1')).toBe(true);
      return come(number);
    });
    expect(newcomers.makeRoom('192.0.2.2')).toBe(true);
    expect(ended).toEqual([]);
    expect(newcomers.makeRoom('::ffff:192.0.2.1')).toBe(true);
    expect(ended).toEqual([0]);
    come(MOST, '::ffff:192.0.2.1');
    // Whoever signs in, and goes away later, has left once.
    all[1]?.leave();
    all[1]?.leave();
    expect(newcomers.makeRoom('192.0.2.1')).toBe(true);
    expect(ended).toEqual([0]);
  });

  it('are not sent away while it is asked who they are; the next is refused where that goes for all', () => {
    const newcomers = new Newcomers();
    const ended: number[] = [];
    const all = Array.from({ length: MOST }, (_, number) =>
      newcomers.enter('192.0.2.1', () => ended.push(number)),
    );
    for (const one of all) one.isAsked = true;
    expect(newcomers.makeRoom('192.0.2.1')).toBe(false);
    const [, second] = all;
    if (second) second.isAsked = false;
    expect(newcomers.makeRoom('192.0.2.1')).toBe(true);
    expect(ended).toEqual([1]);
  });

  it('of an IPv6 network count together', () => {
    const newcomers = new Newcomers();
    for (let host = 0; host < MOST; host += 1)
      newcomers.enter(`2001:db8::${host.toString(16)}`, nothing).isAsked = true;
    expect(newcomers.makeRoom('2001:db8::ffff:1')).toBe(false);
    expect(newcomers.makeRoom('2001:db8:0:1::1')).toBe(true);
  });

  it('are forgotten when the last has left', () => {
    const newcomers = new Newcomers();
    const first = newcomers.enter('192.0.2.1', nothing);
    first.leave();
    const second = newcomers.enter('192.0.2.1', nothing);
    first.leave();
    second.isAsked = true;
    for (let index = 1; index < MOST; index += 1) newcomers.enter('192.0.2.1', nothing).isAsked = true;
    expect(newcomers.makeRoom('192.0.2.1')).toBe(false);
  });
});
