import fc from 'fast-check';
import { Blocks } from './blocks';

it('has what it was given, in few blocks however small the pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200_000 }), { maxLength: 6 }), (pieces) => {
      const blocks = new Blocks();
      for (const piece of pieces) blocks.add(Buffer.from(piece));
      const whole = Buffer.concat(pieces);
      expect(Buffer.concat(blocks.all).equals(whole)).toBe(true);
      expect(blocks.all).toHaveLength(Math.ceil(whole.length / 65_536));
    }),
  );
  const blocks = new Blocks();
  for (let n = 0; n < 200_000; n += 1) blocks.add(Buffer.from([n % 256]));
  expect(blocks.all.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 3392]);
});
