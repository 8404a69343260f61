/**
 * People's texts inside a Markdown document (CommonMark, GFM). Nothing in them is HTML, runs, or gets out of the place
 * that it is put in.
 */

/** But for the tab and the end of a line, nobody means them, and browsers skip them inside addresses. */
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g;
/** An entity would be read as the character that it stands for, also where that makes an address. */
const ENTITY = /&(?=#?[a-z0-9]+;)/gi;
/** What Markdown gives a meaning to anywhere in a line. */
const MARKS = /[\\`*_[\]{}()~|!<>]/g;
/** What it gives a meaning to where a line begins. */
const FIRST = /^(\s*)([-+=#:]|\d+(?=[.)]))/;
/** An address in a link, a picture or a definition, up to the end of its scheme; a backslash before the colon counts for nothing. */
const SCHEME = /(\]\(\s*|\]:\s*)([a-z][a-z0-9+.-]*)\\?:/gi;
const HARMLESS = new Set(['http', 'https', 'mailto', 'tel']);

/** A text of one line that means itself. */
export function plainMarkdown(text: string): string {
  const line = clean(text).replaceAll(/\s*\n\s*/g, ' ');
  return line
    .replaceAll(ENTITY, '&amp;')
    .replaceAll(MARKS, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(FIRST, (_all, blanks: string, mark: string) =>
      /\d/.test(mark) ? `${blanks}${mark}\\` : `${blanks}\\${mark}`,
    );
}

/** A text in Markdown that stays what it is, but for its HTML and for addresses that browsers would run. */
export function inertMarkdown(text: string): string {
  return clean(text)
    .replaceAll(ENTITY, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(SCHEME, (all, before: string, scheme: string) =>
      HARMLESS.has(scheme.toLowerCase()) ? all : `${before}${scheme}%3A`,
    );
}

/** Each line after `prefix`; blank lines without what is blank in it. */
export function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? prefix.trimEnd() : prefix + line))
    .join('\n');
}

function clean(text: string): string {
  return text.replaceAll(LINE_END, '\n').replaceAll(CONTROLS, '').trimEnd();
}
