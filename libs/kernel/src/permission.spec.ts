import * as fc from 'fast-check';
import { includesPermission, missingPermissions } from './permission';

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

  it('gives "*:*" everything', () => {
    fc.assert(
      fc.property(fc.array(permission), (required) =>
        expect(missingPermissions(['*:*'], required)).toEqual([]),
      ),
    );
  });
});
