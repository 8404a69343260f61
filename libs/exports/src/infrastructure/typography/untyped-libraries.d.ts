/** Libraries that come without types: what is used of them. */
declare module 'linebreak' {
  class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
  export = LineBreaker;
}

declare module 'wawoff2/decompress.js' {
  function decompress(font: Uint8Array): Promise<Uint8Array>;
  export = decompress;
}

declare module 'wawoff2/build/decompress_binding.js' {
  const binding: { decompress(font: Uint8Array): Uint8Array | false };
  export = binding;
}

declare module 'color-name' {
  const names: Record<string, readonly [number, number, number]>;
  export { names as default };
}
