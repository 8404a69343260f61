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
  if (heldResource === '*' || heldResource === resource) return true;
  return resource.startsWith(OWN) && heldResource === resource.slice(OWN.length);
}

/** Those of the required permissions that no held one includes; empty means "allowed". */
export function missingPermissions(held: readonly string[], required: readonly string[]): string[] {
  return required.filter((permission) => !held.some((grant) => includesPermission(grant, permission)));
}

function split(permission: string): [string, string] {
  const colon = permission.indexOf(':');
  return colon < 0 ? [permission, ''] : [permission.slice(0, colon), permission.slice(colon + 1)];
}
