import { isPermissionGrant, type ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions, type FieldProblem } from '@almanac/kernel';

/** What a list of grants holds that is no permission of the catalogue and no wildcard over it. */
export function unknownGrants(grants: readonly string[]): FieldProblem[] {
  return grants.flatMap((grant, index) =>
    isPermissionGrant(grant)
      ? []
      : [
          {
            field: `permissions[${index}]`,
            message: `permissions[${index}] is not a permission of GET /api/v1/admin/permissions`,
            rule: 'permission',
          },
        ],
  );
}

export function isWildcard(grant: string): boolean {
  return grant.startsWith('*:') || grant.endsWith(':*');
}

/**
 * Nobody gives what they do not hold.
 * @throws DomainError FORBIDDEN that names what is lacking
 */
export function requireHeld(held: readonly string[], given: readonly string[], what: string): void {
  const missing = missingPermissions(held, given);
  if (missing.length === 0) return;
  const verbs = new Set(missing.map((grant) => grant.split(':')[0]));
  throw new DomainError<ErrorCode>(
    'FORBIDDEN',
    `${what} needs that you hold ${missing.join(', ')} yourself`,
    {
      required: missing,
      held: held.filter((grant) => verbs.has('*') || verbs.has(grant.split(':')[0])),
    },
  );
}
