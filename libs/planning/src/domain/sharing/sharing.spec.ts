import * as fc from 'fast-check';
import { allows, roles } from '../role';
import { collaboratorRoleOf, collaboratorRoles, exceeds, higherRole, losesInviting } from './collaborator';
import { barrierOf } from './share-link';

const role = fc.constantFrom(...collaboratorRoles);

describe('collaborators', () => {
  test('joining takes nothing away, and gives nothing that neither side had', () => {
    fc.assert(
      fc.property(role, fc.option(role), (given, held) => {
        const result = higherRole(given, held);
        expect([given, held]).toContain(result);
        for (const intent of ['read', 'write', 'manage', 'own'] as const) {
          expect(allows(result, intent)).toBe(allows(given, intent) || allows(held, intent));
        }
      }),
    );
  });

  test('nobody is an owner by name', () => {
    expect(collaboratorRoleOf('owner')).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) =>
        expect(collaboratorRoleOf(text)).toBe(collaboratorRoles.find((one) => one === text) ?? null),
      ),
    );
  });

  test('whoever may not manage any more loses what they sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...roles), fc.option(fc.constantFrom(...roles)), (before, now) => {
        const lost = before === 'admin' && !allows(now, 'manage');
        expect(losesInviting(before, now)).toBe(lost);
      }),
    );
  });

  test('a limit is the last number that is allowed', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (limit, count) => {
        expect(exceeds(limit, count)).toBe(count > limit);
        expect(exceeds(null, count)).toBe(false);
      }),
    );
  });
});

describe('share links', () => {
  const now = new Date('2026-05-05T12:00:00Z');

  test('are open up to the very moment of their end, which comes before any password', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: -1000, max: 1000 })),
        fc.option(fc.constant('hash')),
        (left, passwordHash) => {
          const expiresAt = left === null ? null : new Date(now.getTime() + left);
          const expected = left !== null && left <= 0 ? 'expired' : passwordHash ? 'password' : undefined;
          expect(barrierOf({ expiresAt, passwordHash }, now)).toBe(expected);
        },
      ),
    );
  });
});
