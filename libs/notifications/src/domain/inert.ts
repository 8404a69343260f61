/** Control characters and what ends a line; a run of them is one space. */
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** Marks of direction would turn our own words round. */
const DIRECTIONS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text of a user as part of one of ours: one line, with nothing in it that a terminal, a header or a screen would
 * obey. It is no HTML: whoever shows it escapes it.
 */
export function inert(text: string, max: number): string {
  const clean = text.replace(DIRECTIONS, '').replace(BREAKS, ' ').trim();
  // By characters, not by halves of them.
  const characters = [...clean];
  return characters.length <= max ? clean : `${characters.slice(0, max - 1).join('')}…`;
}
