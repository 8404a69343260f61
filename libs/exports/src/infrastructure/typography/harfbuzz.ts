/**
 * HarfBuzz (WebAssembly, from the package `harfbuzzjs`): which glyphs of a font show a text, and where. Driven by its C
 * interface, as the package's own wrapper makes an object for each glyph and wants an ES module with a top-level await.
 */
import { readFileSync } from 'node:fs';
import { wasmExports } from './wasm-exports';

/** Numbers that one glyph takes in a list of shaped glyphs: id, cluster, advance, x offset, y offset (font units). */
export const GLYPH = 5;

const MEMORY_READONLY = 1;
const DIRECTION_LTR = 4;
const DIRECTION_RTL = 5;
const WEIGHT_TAG = 0x77676874;
/** HarfBuzz writes 20 bytes for each glyph and 20 for each position. */
const RECORD = 5;

interface HarfBuzzExports {
  memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  malloc(size: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_get_upem(face: number): number;
  hb_font_create(face: number): number;
  hb_font_set_variations(font: number, variations: number, length: number): void;
  hb_font_get_nominal_glyph(font: number, codePoint: number, glyph: number): number;
  hb_font_get_glyph_h_advance(font: number, glyph: number): number;
  hb_font_get_h_extents(font: number, extents: number): number;
  hb_buffer_create(): number;
  hb_buffer_clear_contents(buffer: number): void;
  hb_buffer_add_utf16(buffer: number, text: number, length: number, offset: number, count: number): void;
  hb_buffer_set_direction(buffer: number, direction: number): void;
  hb_buffer_guess_segment_properties(buffer: number): void;
  hb_buffer_get_length(buffer: number): number;
  hb_buffer_get_glyph_infos(buffer: number, length: number): number;
  hb_buffer_get_glyph_positions(buffer: number, length: number): number;
  hb_shape(font: number, buffer: number, features: number, count: number): void;
}

const NAMES = [
  'memory',
  '__wasm_call_ctors',
  'malloc',
  'free',
  'hb_blob_create',
  'hb_face_create',
  'hb_face_get_upem',
  'hb_font_create',
  'hb_font_set_variations',
  'hb_font_get_nominal_glyph',
  'hb_font_get_glyph_h_advance',
  'hb_font_get_h_extents',
  'hb_buffer_create',
  'hb_buffer_clear_contents',
  'hb_buffer_add_utf16',
  'hb_buffer_set_direction',
  'hb_buffer_guess_segment_properties',
  'hb_buffer_get_length',
  'hb_buffer_get_glyph_infos',
  'hb_buffer_get_glyph_positions',
  'hb_shape',
] as const;

let compiled: object | undefined;

/** One instance with memory of its own; what it loaded goes with it. */
export class HarfBuzz {
  private readonly hb: HarfBuzzExports;
  private readonly buffer: number;
  private readonly scratch: number;
  private text = 0;
  private textSize = 0;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(require.resolve('harfbuzzjs/dist/harfbuzz.wasm')));
    // Known once there is an instance, which wants to know how it grows.
    const own: { memory?: WebAssembly.Memory } = {};
    const instance = new WebAssembly.Instance(compiled, {
      wasi_snapshot_preview1: { proc_exit: stop },
      env: {
        _emscripten_runtime_keepalive_clear: nothing,
        _abort_js: stop,
        _setitimer_js: nothing,
        emscripten_resize_heap: (size: number) => (own.memory && grow(own.memory, size) ? 1 : 0),
      },
    });
    this.hb = wasmExports<HarfBuzzExports>(instance, NAMES);
    own.memory = this.hb.memory;
    this.hb.__wasm_call_ctors();
    this.buffer = this.hb.hb_buffer_create();
    this.scratch = this.hb.malloc(64);
  }

  /** @param font an OpenType file; it is copied. */
  face(font: Uint8Array): HarfBuzzFace {
    const data = this.hb.malloc(font.length);
    new Uint8Array(this.hb.memory.buffer).set(font, data);
    const face = this.hb.hb_face_create(this.hb.hb_blob_create(data, font.length, MEMORY_READONLY, 0, 0), 0);
    return new HarfBuzzFace(this.hb, face, this.scratch, (handle, text, rightToLeft) =>
      this.shape(handle, text, rightToLeft),
    );
  }

  private shape(font: number, text: string, rightToLeft: boolean): Int32Array {
    const { hb, buffer } = this;
    this.write(text);
    hb.hb_buffer_clear_contents(buffer);
    hb.hb_buffer_add_utf16(buffer, this.text, text.length, 0, text.length);
    hb.hb_buffer_set_direction(buffer, rightToLeft ? DIRECTION_RTL : DIRECTION_LTR);
    hb.hb_buffer_guess_segment_properties(buffer);
    hb.hb_shape(font, buffer, 0, 0);
    const count = hb.hb_buffer_get_length(buffer);
    const infos = hb.hb_buffer_get_glyph_infos(buffer, 0) >>> 2;
    const positions = hb.hb_buffer_get_glyph_positions(buffer, 0) >>> 2;
    const memory = new Int32Array(hb.memory.buffer);
    const glyphs = new Int32Array(count * GLYPH);
    for (let i = 0; i < count; i++) {
      const info = infos + i * RECORD;
      const position = positions + i * RECORD;
      glyphs[i * GLYPH] = memory[info] ?? 0;
      glyphs[i * GLYPH + 1] = memory[info + 2] ?? 0;
      glyphs[i * GLYPH + 2] = memory[position] ?? 0;
      glyphs[i * GLYPH + 3] = memory[position + 2] ?? 0;
      glyphs[i * GLYPH + 4] = memory[position + 3] ?? 0;
    }
    return glyphs;
  }

  private write(text: string): void {
    if (text.length > this.textSize) {
      if (this.text) this.hb.free(this.text);
      this.textSize = Math.max(256, text.length * 2);
      this.text = this.hb.malloc(this.textSize * 2);
    }
    const units = new Uint16Array(this.hb.memory.buffer, this.text, text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  }
}

/** A font file; `instance` gives it at a weight. */
export class HarfBuzzFace {
  readonly unitsPerEm: number;
  private readonly plain: number;

  constructor(
    private readonly hb: HarfBuzzExports,
    private readonly handle: number,
    private readonly scratch: number,
    private readonly shaper: (font: number, text: string, rightToLeft: boolean) => Int32Array,
  ) {
    this.unitsPerEm = hb.hb_face_get_upem(handle) || 1000;
    this.plain = hb.hb_font_create(handle);
  }

  has(codePoint: number): boolean {
    return this.hb.hb_font_get_nominal_glyph(this.plain, codePoint, this.scratch) !== 0;
  }

  /** @param weight value of the axis `wght`; nothing for a font without one. */
  instance(weight: number | undefined): HarfBuzzFont {
    const font = this.hb.hb_font_create(this.handle);
    if (weight !== undefined) {
      const view = new DataView(this.hb.memory.buffer);
      view.setUint32(this.scratch, WEIGHT_TAG, true);
      view.setFloat32(this.scratch + 4, weight, true);
      this.hb.hb_font_set_variations(font, this.scratch, 1);
    }
    return new HarfBuzzFont(this.hb, font, this.scratch, this.shaper);
  }
}

/** A font at one weight. */
export class HarfBuzzFont {
  constructor(
    private readonly hb: HarfBuzzExports,
    private readonly handle: number,
    private readonly scratch: number,
    private readonly shaper: (font: number, text: string, rightToLeft: boolean) => Int32Array,
  ) {}

  /** Glyphs from left to right as they are shown, {@link GLYPH} numbers for each. */
  shape(text: string, rightToLeft: boolean): Int32Array {
    return this.shaper(this.handle, text, rightToLeft);
  }

  /** In font units. */
  advance(glyph: number): number {
    return this.hb.hb_font_get_glyph_h_advance(this.handle, glyph);
  }

  /** In font units; the descender is below the baseline, so negative. */
  extents(): { ascender: number; descender: number } {
    this.hb.hb_font_get_h_extents(this.handle, this.scratch);
    const view = new DataView(this.hb.memory.buffer);
    return { ascender: view.getInt32(this.scratch, true), descender: view.getInt32(this.scratch + 4, true) };
  }
}

function grow(memory: WebAssembly.Memory, size: number): boolean {
  const missing = (size >>> 0) - memory.buffer.byteLength;
  try {
    memory.grow(Math.ceil(missing / 65_536) + 16);
    return true;
  } catch {
    return false;
  }
}

function nothing(): number {
  return 0;
}

function stop(): never {
  throw new Error('HarfBuzz stopped.');
}
