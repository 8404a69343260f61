/**
 * Matching of permissions `verb:resource`, where either side may be `*` and a resource may be narrowed
 * with `own-` (spec: identity.md, "Roles and permissions").
 */
const OWN = 'own-';

/** Whether what is held includes what is required: `read:planners` includes `read:own-planners`. */
export function includesPermission(held: string, required: string): boolean {
  if (held === required) return true;
  const [heldVerb, heldResource] = split(held);
  const [verb, resource] = split(required);
  if (heldVerb !== '*' && heldVerb !== verb) return false;
  return includesResource(heldResource, resource);
}

/** Those of the required permissions that no held one includes; empty means "allowed". */
export function missingPermissions(held: readonly string[], required: readonly string[]): string[] {
  return required.filter((permission) => !held.some((grant) => includesPermission(grant, permission)));
}

/**
 * What both sides allow, written as short as it can be: a permission is included in the result exactly when
 * it is included in each side. That is how little a key may do of what its owner may, and its owner of what
 * the key was given.
 */
export function intersectPermissions(left: readonly string[], right: readonly string[]): string[] {
  const both = left.flatMap((one) => right.flatMap((other) => meet(one, other) ?? []));
  const distinct = [...new Set(both)];
  return distinct
    .filter((grant) => !distinct.some((other) => other !== grant && includesPermission(other, grant)))
    .sort();
}

/** What two grants have in common: of each part the narrower one, if one of them includes the other. */
function meet(left: string, right: string): string | undefined {
  const [[leftVerb, leftResource], [rightVerb, rightResource]] = [split(left), split(right)];
  const verb = narrower(leftVerb, rightVerb, (wide, narrow) => wide === '*' || wide === narrow);
  const resource = narrower(leftResource, rightResource, includesResource);
  return verb === undefined || resource === undefined ? undefined : `${verb}:${resource}`;
}

function narrower(
  left: string,
  right: string,
  includes: (wide: string, narrow: string) => boolean,
): string | undefined {
  if (includes(left, right)) return right;
  return includes(right, left) ? left : undefined;
}

function includesResource(held: string, resource: string): boolean {
  if (held === '*' || held === resource) return true;
  return resource.startsWith(OWN) && held === resource.slice(OWN.length);
}

function split(permission: string): [string, string] {
  const colon = permission.indexOf(':');
  return colon < 0 ? [permission, ''] : [permission.slice(0, colon), permission.slice(colon + 1)];
}
