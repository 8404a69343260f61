import fc from 'fast-check';
import { judgeRefresh, slidingExpiry, type RefreshVerdict } from './refresh-lineage';

const GRACE = 10;
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

/** A session as the database keeps it: when each generation was spent. */
class Family {
  readonly spentAt: (Date | null)[] = [null];
  revoked = false;

  present(generation: number, now: Date): RefreshVerdict | 'refused' {
    if (this.revoked || generation >= this.spentAt.length) return 'refused';
    const newest = this.spentAt.length - 1;
    const verdict = judgeRefresh(
      { generation, spentAt: this.spentAt[generation] ?? null },
      newest,
      now,
      GRACE,
    );
    if (verdict === 'theft') this.revoked = true;
    if (verdict === 'rotate') {
      this.spentAt[newest] = now;
      this.spentAt.push(null);
    }
    return verdict;
  }
}

describe('the lineage of refresh tokens', () => {
  it('gives the immediate predecessor its successor again for ten seconds, and no longer', () => {
    for (const [seconds, verdict] of [
      [0, 'repeat'],
      [10, 'repeat'],
      [10.001, 'theft'],
      [600, 'theft'],
    ] as const) {
      const family = new Family();
      expect(family.present(0, at(0))).toBe('rotate');
      expect(family.present(0, at(seconds))).toBe(verdict);
    }
  });

  it('takes a clock that stands a little behind for the same instant', () => {
    expect(judgeRefresh({ generation: 0, spentAt: at(1) }, 1, at(0), GRACE)).toBe('repeat');
  });

  it('has one newest token whatever comes in whatever order, and ends with the first theft', () => {
    const uses = fc.array(fc.record({ generation: fc.nat(12), wait: fc.integer({ min: 0, max: 20_000 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(uses, (steps) => {
        const family = new Family();
        let time = 0;
        for (const { generation, wait } of steps) {
          time += wait / 1000;
          const newest = family.spentAt.length - 1;
          const spent = family.spentAt[generation];
          const wasRevoked = family.revoked;
          const verdict = family.present(generation, at(time));
          expect(family.spentAt.filter((moment) => moment === null)).toHaveLength(1);
          expect(family.spentAt.at(-1)).toBeNull();
          if (wasRevoked || spent === undefined) expect(verdict).toBe('refused');
          else if (generation === newest) expect(verdict).toBe('rotate');
          else if (generation < newest - 1) expect(verdict).toBe('theft');
          else
            expect(verdict).toBe(
              spent && at(time).getTime() - spent.getTime() <= GRACE * 1000 ? 'repeat' : 'theft',
            );
        }
      }),
    );
  });

  it('slides, but never past the longest life', () => {
    expect(slidingExpiry(at(0), 100, at(1000))).toEqual(at(100));
    expect(slidingExpiry(at(950), 100, at(1000))).toEqual(at(1000));
  });
});
