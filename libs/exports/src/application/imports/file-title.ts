import { safeFileName } from '@almanac/platform';

/** Of a planner's title, in characters. */
const MAX_TITLE = 200;
/** What programs write behind the name of what they give out: its kind, and which copy it is. */
const ENDING = /(?: ?\(\d{1,3}\))?\.(?:json|csv|tsv|txt|ics|ical|ifb)$/i;

/**
 * What a planner is called whose file has no title: the name of the file, without folders, ending, and what is not seen.
 * Undefined where nothing is left of it.
 */
export function titleOfFile(name = ''): string | undefined {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const title = safeFileName(last.replace(ENDING, ''), '');
  return title === '' ? undefined : [...title].slice(0, MAX_TITLE).join('').trim().toWellFormed();
}
