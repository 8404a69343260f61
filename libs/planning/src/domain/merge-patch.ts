/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * JSON Merge Patch (RFC 7396): what the patch leaves out stays, null removes, objects merge, everything
 * else replaces. Neither argument is changed.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) Reflect.deleteProperty(result, name);
    else if (name === '__proto__') define(result, name, mergePatch(undefined, value));
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** The same for two objects. */
export function mergeObjects(target: JsonObject, patch: JsonObject): Record<string, unknown> {
  const result = mergePatch(target, patch);
  return isObject(result) ? { ...result } : {};
}

/** Sets an own property also where its name is that of a setter of Object.prototype. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
