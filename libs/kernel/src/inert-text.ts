/** Control characters and what ends a line. */
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** Marks of direction (UAX #9, table 3). */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What somebody wrote, without what would turn the words around it round. */
export function withoutDirections(text: string): string {
  return text.replace(DIRECTIONS, '');
}

/**
 * What somebody wrote as part of a text of ours: one line, with nothing in it that a header, a terminal or a screen
 * would obey. It is no HTML: whoever shows it escapes it.
 */
export function oneLine(text: string): string {
  return withoutDirections(text).replace(BREAKS, ' ');
}

/** Text as HTML and XML show it; safe in attributes too, in quotes of either kind. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** At most so many characters (code points, never halves of them), with an ellipsis where something is missing. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`;
}
