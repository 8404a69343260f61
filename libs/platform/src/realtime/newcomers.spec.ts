import { LIVE_LIMITS } from './limits';
import { Newcomers } from './newcomers';

describe('connections that have not signed in', () => {
  it('are so many for each address at most, whoever of them is let in or goes', () => {
    const newcomers = new Newcomers();
    const leave = Array.from({ length: LIVE_LIMITS.newcomersPerAddress }, () => newcomers.enter('192.0.2.1'));
    expect(newcomers.isFull('192.0.2.1')).toBe(true);
    expect(newcomers.isFull('::ffff:192.0.2.1')).toBe(true);
    expect(newcomers.isFull('192.0.2.2')).toBe(false);
    leave[0]?.();
    expect(newcomers.isFull('192.0.2.1')).toBe(false);
    // Whoever signs in, and goes away later, has left once.
    newcomers.enter('192.0.2.1');
    leave[0]?.();
    expect(newcomers.isFull('192.0.2.1')).toBe(true);
  });

  it('of an IPv6 network count together', () => {
    const newcomers = new Newcomers();
    for (let host = 0; host < LIVE_LIMITS.newcomersPerAddress; host += 1)
      newcomers.enter(`2001:db8::${host.toString(16)}`);
    expect(newcomers.isFull('2001:db8::ffff:1')).toBe(true);
    expect(newcomers.isFull('2001:db8:0:1::1')).toBe(false);
  });
});
