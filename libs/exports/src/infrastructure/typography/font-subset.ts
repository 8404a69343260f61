/** Makes of a font the part that a document uses, at one weight: HarfBuzz's subsetter (WebAssembly, `harfbuzzjs`). */
import { readFileSync } from 'node:fs';
import { wasmExports } from './wasm-exports';

const MEMORY_READONLY = 1;
const NO_HINTING = 0x1;
/** Glyphs keep their numbers, so that what was written before the font is cut stays right. */
const RETAIN_GIDS = 0x2;
const NOTDEF_OUTLINE = 0x40;
/** Glyphs were chosen by shaping; what they could turn into is not wanted. */
const NO_LAYOUT_CLOSURE = 0x200;
const SET_OF_DROPPED_TABLES = 3;
const WEIGHT_TAG = 0x77676874;
/** A PDF wants outlines and metrics, and does the rest itself (ISO 32000-1, 9.9). */
const DROPPED_TABLES = [
  ...['GSUB', 'GPOS', 'GDEF', 'BASE', 'STAT', 'HVAR', 'VVAR', 'MVAR', 'avar', 'vhea', 'vmtx', 'VORG'],
  ...['gasp', 'DSIG', 'name', 'post', 'cmap', 'OS/2', 'meta'],
];

interface SubsetExports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(size: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_length(blob: number): number;
  hb_blob_get_data(blob: number, length: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_glyph_set(input: number): number;
  hb_subset_input_set(input: number, kind: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_input_pin_axis_location(input: number, face: number, tag: number, value: number): number;
  hb_subset_or_fail(face: number, input: number): number;
}

const NAMES = [
  'memory',
  '_initialize',
  'malloc',
  'free',
  'hb_blob_create',
  'hb_blob_destroy',
  'hb_blob_get_length',
  'hb_blob_get_data',
  'hb_face_create',
  'hb_face_destroy',
  'hb_face_reference_blob',
  'hb_set_add',
  'hb_subset_input_create_or_fail',
  'hb_subset_input_destroy',
  'hb_subset_input_glyph_set',
  'hb_subset_input_set',
  'hb_subset_input_set_flags',
  'hb_subset_input_pin_axis_location',
  'hb_subset_or_fail',
] as const;

let compiled: object | undefined;

export class FontSubsetter {
  private readonly hb: SubsetExports;

  constructor() {
    compiled ??= new WebAssembly.Module(
      readFileSync(require.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')),
    );
    const instance = new WebAssembly.Instance(compiled, {});
    this.hb = wasmExports<SubsetExports>(instance, NAMES);
    this.hb._initialize();
  }

  /**
   * @param weight where the axis `wght` is fixed; nothing for a font without one
   * @throws Error when HarfBuzz cannot read the font
   */
  subset(font: Uint8Array, glyphs: Iterable<number>, weight: number | undefined): Uint8Array {
    const { hb } = this;
    const data = hb.malloc(font.length);
    new Uint8Array(hb.memory.buffer).set(font, data);
    const blob = hb.hb_blob_create(data, font.length, MEMORY_READONLY, 0, 0);
    const face = hb.hb_face_create(blob, 0);
    const input = hb.hb_subset_input_create_or_fail();
    try {
      hb.hb_subset_input_set_flags(input, NO_HINTING | RETAIN_GIDS | NOTDEF_OUTLINE | NO_LAYOUT_CLOSURE);
      const wanted = hb.hb_subset_input_glyph_set(input);
      for (const glyph of glyphs) hb.hb_set_add(wanted, glyph);
      const dropped = hb.hb_subset_input_set(input, SET_OF_DROPPED_TABLES);
      for (const table of DROPPED_TABLES) hb.hb_set_add(dropped, tag(table));
      if (weight !== undefined) hb.hb_subset_input_pin_axis_location(input, face, WEIGHT_TAG, weight);
      return this.run(face, input);
    } finally {
      hb.hb_subset_input_destroy(input);
      hb.hb_face_destroy(face);
      hb.hb_blob_destroy(blob);
      hb.free(data);
    }
  }

  private run(face: number, input: number): Uint8Array {
    const { hb } = this;
    const result = hb.hb_subset_or_fail(face, input);
    if (result === 0) throw new Error('The font could not be cut.');
    const blob = hb.hb_face_reference_blob(result);
    const start = hb.hb_blob_get_data(blob, 0);
    const bytes = new Uint8Array(hb.memory.buffer).slice(start, start + hb.hb_blob_get_length(blob));
    hb.hb_blob_destroy(blob);
    hb.hb_face_destroy(result);
    return bytes;
  }
}

function tag(name: string): number {
  return (
    ((name.charCodeAt(0) << 24) |
      (name.charCodeAt(1) << 16) |
      (name.charCodeAt(2) << 8) |
      name.charCodeAt(3)) >>>
    0
  );
}
