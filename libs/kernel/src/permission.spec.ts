import * as fc from 'fast-check';
import { includesPermission, intersectPermissions, missingPermissions } from './permission';

const verb = fc.constantFrom('read', 'write', 'share');
const resource = fc.constantFrom('planners', 'own-planners', 'users', 'own-profile');
const permission = fc.tuple(verb, resource).map(([left, right]) => `${left}:${right}`);

describe('permissions', () => {
  it.each([
    ['read:planners', 'read:planners', true],
    ['read:planners', 'read:own-planners', true],
    ['read:own-planners', 'read:planners', false],
    ['write:planners', 'read:planners', false],
    ['*:*', 'impersonate:users', true],
    ['read:*', 'read:own-planners', true],
    ['read:*', 'write:users', false],
    ['*:planners', 'write:own-planners', true],
    ['*:planners', 'write:users', false],
    ['*:own-planners', 'write:planners', false],
  ])('%s includes %s: %s', (held, required, expected) => {
    expect(includesPermission(held, required)).toBe(expected);
  });

  it('is never widened by holding more, and never asks for what is held', () => {
    fc.assert(
      fc.property(fc.array(permission), fc.array(permission), permission, (held, required, extra) => {
        const missing = missingPermissions(held, required);
        const missingWithMore = missingPermissions([...held, extra], required);
        expect(missingWithMore.every((name) => missing.includes(name))).toBe(true);
        expect(missing.some((name) => held.includes(name))).toBe(false);
      }),
    );
  });

  describe('what two sides both allow', () => {
    const part = (values: string[]) => fc.constantFrom('*', ...values);
    const grant = fc
      .tuple(part(['read', 'write', 'share']), part(['planners', 'own-planners', 'users', 'own-profile']))
      .map(([left, right]) => `${left}:${right}`);
    const grants = fc.array(grant, { maxLength: 6 });
    const allows = (held: readonly string[], one: string) => missingPermissions(held, [one]).length === 0;

    it('includes exactly what each of them includes', () => {
      fc.assert(
        fc.property(grants, grants, grant, (left, right, asked) => {
          const both = intersectPermissions(left, right);
          expect(allows(both, asked)).toBe(allows(left, asked) && allows(right, asked));
        }),
        { numRuns: 2000 },
      );
    });

    it('does not depend on the order, and is as short as it can be', () => {
      fc.assert(
        fc.property(grants, grants, (left, right) => {
          const both = intersectPermissions(left, right);
          expect(intersectPermissions(right, left)).toEqual(both);
          expect(intersectPermissions(both, both)).toEqual(both);
          for (const one of both)
            expect(both.filter((other) => includesPermission(other, one))).toEqual([one]);
        }),
      );
    });

    it.each([
      [['read:planners'], ['read:own-planners'], ['read:own-planners']],
      [['read:*'], ['*:own-planners', 'write:users'], ['read:own-planners']],
      [['*:*'], ['share:planners', 'read:users'], ['read:users', 'share:planners']],
      [['write:users'], ['read:*'], []],
    ])('%j and %j: %j', (left, right, both) => {
      expect(intersectPermissions(left, right)).toEqual(both);
    });
  });

  it('gives "*:*" everything', () => {
    fc.assert(
      fc.property(fc.array(permission), (required) =>
        expect(missingPermissions(['*:*'], required)).toEqual([]),
      ),
    );
  });
});
