import fc from 'fast-check';
import {
  positionAfter,
  positionAt,
  positionAtEnd,
  positionBetween,
  positionsAtEnd,
  type Placed,
} from './position';

const inOrder = (list: readonly Placed[]) =>
  list.every((row, index) => index === 0 || (list[index - 1]?.position ?? '') < row.position);

describe('positions', () => {
  test('ticks give keys in their order, as the SQL of the hot path makes them', () => {
    expect(positionAtEnd(1)).toBe('i000000001');
    expect(positionAtEnd(255)).toBe('i0000000ff');
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 }), fc.nat({ max: 2 ** 31 }), (a, b) => {
        expect(positionAtEnd(a) < positionAtEnd(b)).toBe(a < b);
      }),
    );
  });

  /**
   * What the ledger's lock makes of any history of writes: one after the other, each with a tick of its own.
   * Rows are made at the end, moved anywhere, taken away and brought back.
   */
  const writes = fc.array(
    fc.record({ kind: fc.constantFrom('make', 'move', 'remove', 'restore'), row: fc.nat(), to: fc.nat() }),
    { maxLength: 120 },
  );

  test('no history of writes makes two rows meet or brings the order out of order', () => {
    fc.assert(
      fc.property(writes, (history) => {
        let list: Placed[] = [];
        const trash: Placed[] = [];
        history.forEach(({ kind, row, to }, tick) => {
          const at = list.length === 0 ? 0 : row % list.length;
          const chosen = list[at];
          if (kind === 'make') list.push({ id: String(tick), position: positionAtEnd(tick) });
          else if (kind === 'move' && chosen) {
            const rest = list.filter((other) => other !== chosen);
            const index = to % (rest.length + 1);
            rest.splice(index, 0, { ...chosen, position: positionAt(rest, index, tick) });
            list = rest;
          } else if (kind === 'remove' && chosen) trash.push(...list.splice(at, 1));
          else if (kind === 'restore') {
            const back = trash.pop();
            if (!back) return;
            const taken = list.findIndex(({ position }) => position === back.position);
            const position =
              taken < 0 ? back.position : positionAfter(back.position, list[taken + 1]?.position ?? null);
            list.push({ ...back, position });
            list.sort((a, b) => (a.position < b.position ? -1 : 1));
          }
          expect(inOrder(list)).toBe(true);
          expect(list.every(({ position }) => position < positionAtEnd(tick + 1))).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('keys for a whole list lie between one tick and the next', () => {
    const keys = positionsAtEnd(7, 500);
    expect(new Set(keys).size).toBe(500);
    expect([...keys].sort()).toEqual(keys);
    expect(keys.every((key) => key > positionAtEnd(7) && key < positionAtEnd(8))).toBe(true);
  });

  test('a gap that thousands of moves have filled is refused rather than broken', () => {
    let right = positionAtEnd(2);
    const fill = () => {
      for (let move = 0; move < 20_000; move += 1) right = positionBetween(positionAtEnd(1), right);
    };
    expect(fill).toThrow('no room left');
    expect(right.length).toBeLessThanOrEqual(2000);
  });
});
