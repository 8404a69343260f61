/** What is used of WebAssembly: Node has it, but its types do not name it. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  type Imports = Record<string, Record<string, (...args: number[]) => number | undefined>>;
  const Module: new (bytes: Uint8Array) => object;
  class Instance {
    constructor(module: object, imports: Imports);
    readonly exports: object;
  }
}
