import { missingPermissions } from '@almanac/kernel';
import type { Principal } from '@almanac/platform';
import type { Role } from '../../domain/role';

/**
 * What permissions over all things of a kind (admins have them) are worth on each: never ownership.
 * @param resource as permissions name the kind: `planners`
 */
export function roleByPermission({ permissions }: Principal, resource: string): Role | null {
  if (missingPermissions(permissions, [`write:${resource}`]).length === 0) return 'admin';
  return missingPermissions(permissions, [`read:${resource}`]).length === 0 ? 'viewer' : null;
}
