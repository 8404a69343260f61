import { createReadStream } from 'node:fs';
import { endingOf } from '../../domain/file-types';

/** Control characters that no text has; tabs, ends of lines and of pages it has. */
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;
const HEAD_CHARACTERS = 64 * 1024;

const BY_ENDING: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
};

/**
 * Which text it is: read to its end, as a text is one only where all of it is UTF-8 without control characters. SVG and
 * calendars are known by how they begin; Markdown and CSV are whatever their name says.
 */
export async function textType(path: string, name: string): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let head = '';
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      if (NO_TEXT.test(text)) return undefined;
      if (head.length < HEAD_CHARACTERS) head += text.slice(0, HEAD_CHARACTERS);
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return typeByBeginning(head) ?? BY_ENDING[endingOf(name)] ?? 'text/plain';
}

function typeByBeginning(text: string): string | undefined {
  if (/^\s*BEGIN:VCALENDAR\r?\n/i.test(text)) return 'text/calendar';
  const root = rootElement(text);
  if (root === undefined) return undefined;
  if (/^(?:[\w.-]+:)?svg$/i.test(root)) return 'image/svg+xml';
  // Not listed: nobody may keep a page here and give it out.
  return /^(?:html|head|body|script|iframe|object|embed)$/i.test(root) ? 'text/html' : undefined;
}

/** The first element of what looks like XML or HTML. */
function rootElement(text: string): string | undefined {
  let rest = text.trimStart();
  for (let skipped = true; skipped;) {
    const after = skipMarkup(rest);
    skipped = after !== rest;
    rest = after;
  }
  return /^<([A-Za-z][\w.:-]*)/.exec(rest)?.[1];
}

function skipMarkup(text: string): string {
  for (const [begin, end] of [
    ['<?', '?>'],
    ['<!--', '-->'],
  ] as const) {
    if (!text.startsWith(begin)) continue;
    const at = text.indexOf(end, begin.length);
    return at < 0 ? '' : text.slice(at + end.length).trimStart();
  }
  if (!/^<!doctype/i.test(text)) return text;
  // An internal subset may hold `>`.
  const subset = /^<!doctype[^>[]*\[[^\]]*\]\s*>/i.exec(text) ?? /^<!doctype[^>]*>/i.exec(text);
  return subset ? text.slice(subset[0].length).trimStart() : '';
}
