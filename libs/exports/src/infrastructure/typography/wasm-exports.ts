/** What a WebAssembly instance exports, once it is known to have what is asked of it. */
export function wasmExports<T extends object>(
  instance: WebAssembly.Instance,
  names: readonly (keyof T & string)[],
): T {
  const exports: object = instance.exports;
  if (!hasAll<T>(exports, names)) throw new Error('The WebAssembly module is not of the expected version.');
  return exports;
}

function hasAll<T extends object>(value: object, names: readonly (keyof T & string)[]): value is T {
  return names.every((name) => name in value);
}
