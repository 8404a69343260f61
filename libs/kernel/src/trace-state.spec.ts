import * as fc from 'fast-check';
import { readTraceState } from './trace-state';

const key = fc.stringMatching(/^[a-z][a-z0-9_\-*/]{0,20}$/);
const value = fc.stringMatching(/^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,20}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/);
const members = fc.uniqueArray(fc.tuple(key, value), {
  selector: ([name]) => name,
  minLength: 1,
  maxLength: 10,
});
const text = (list: readonly (readonly [string, string])[]) => list.map((pair) => pair.join('=')).join();

describe('a tracestate', () => {
  it('goes on as it came, without what stands around its members', () => {
    const margin = fc.constantFrom('', ' ', '\t', ' \t ');
    fc.assert(
      fc.property(members, margin, margin, fc.boolean(), (list, before, after, empty) => {
        const came = list.map((pair) => `${before}${pair.join('=')}${after}`);
        expect(readTraceState([...(empty ? [before] : []), ...came].join())).toBe(text(list));
      }),
    );
  });

  it.each([
    ['foo=1,bar=2', 'foo=1,bar=2'],
    ['foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'],
    ['foo=1,', 'foo=1'],
    ['foo= 1', 'foo= 1'],
    ['fw529a3039@dt=FfAAA', 'fw529a3039@dt=FfAAA'],
    [`${'t'.repeat(241)}@${'v'.repeat(14)}=1`, `${'t'.repeat(241)}@${'v'.repeat(14)}=1`],
    [`${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`],
  ])('is read: %j', (came, goes) => {
    expect(readTraceState(came)).toBe(goes);
  });

  it.each([
    ...['', ' ', ',,', 'foo', 'foo=', '=1', 'foo =1', 'FOO=1', 'foo.bar=1', 'foo=1=2', 'foo=1,foo=2'],
    ...['foo@=1,bar=2', '@foo=1,bar=2', 'foo@@bar=1,bar=2', 'foo@bar@baz=1,bar=2', 'bar=1,foo=\u00e9'],
    ...[`${'t'.repeat(242)}@v=1`, `t@${'v'.repeat(15)}=1`, `${'z'.repeat(257)}=1`, `foo=${'x'.repeat(257)}`],
    Array.from({ length: 33 }, (_none, index) => `k${index}=1`).join(),
  ])('is left out as a whole: %j', (came) => {
    expect(readTraceState(came)).toBeUndefined();
  });

  it('is kept to 512 characters: long members go first, then the last ones', () => {
    const member = (name: string, length: number) => `${name}=${'x'.repeat(length - name.length - 1)}`;
    const short = Array.from({ length: 5 }, (_none, index) => member(`s${index}`, 120));
    const whole = [...short.slice(0, 4), member('tail', 28)].join();
    expect(whole).toHaveLength(512);
    expect(readTraceState(whole)).toBe(whole);
    expect(readTraceState([member('long', 129), ...short].join())).toBe(short.slice(0, 4).join());
    expect(readTraceState(`${member('long', 260)},${member('more', 260)}`)).toBeUndefined();
  });

  it('of whatever length has whole members in their order', () => {
    const long = fc.stringMatching(/^[a-z]{1,250}$/);
    const list = fc.uniqueArray(fc.tuple(key, long), { selector: ([name]) => name, maxLength: 32 });
    fc.assert(
      fc.property(list, (pairs) => {
        const kept = readTraceState(text(pairs)) ?? '';
        expect(kept.length).toBeLessThanOrEqual(512);
        const came = pairs.map((pair) => pair.join('='));
        const goes = kept === '' ? [] : kept.split(',');
        expect(came.filter((one) => goes.includes(one))).toEqual(goes);
      }),
    );
  });
});
